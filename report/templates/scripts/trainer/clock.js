// A clock that counts a time down, says when it is over, and goes on to count what comes on top.
const clock = (() => {
  const SECOND = 1000;
  const element = document.querySelector('#training [data-part="clock"]');
  let timer = 0;
  let begun = 0;
  let limit = 0;
  let onEnd = () => {};

  const elapsed = () => (performance.now() - begun) / SECOND;
  const text = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  const draw = () => {
    const left = limit - elapsed();
    const isOver = left <= 0;
    element.textContent = isOver ? `+${text(-left)}` : text(Math.ceil(left));
    if (isOver && !element.classList.contains("over")) onEnd();
    element.classList.toggle("over", isOver);
  };
  const stop = () => {
    clearInterval(timer);
    element.hidden = true;
    return Math.round(elapsed());
  };
  const start = (seconds, whenOver) => {
    stop();
    [begun, limit, onEnd] = [performance.now(), seconds, whenOver];
    element.classList.remove("over");
    element.hidden = false;
    draw();
    timer = setInterval(draw, SECOND / 4);
  };
  return { start, stop, text };
})();
