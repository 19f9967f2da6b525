// Progress to a file and back: nothing else leaves the browser.
const backup = (() => {
  const section = document.getElementById("trainer");
  const news = section.querySelector('[data-say="backup"]');
  const field = section.querySelector('input[type="file"]');
  const forget = section.querySelector('[data-do="forget"]');
  const FORGET = forget.textContent;
  const { count } = trainerWording;

  const reviewsIn = (state) => Object.keys(state.cards).flatMap((key) => progress.reviewsOf(state, key)).length;
  const save = () => {
    const link = document.createElement("a");
    link.download = `groundwork-progress-${new Date().toLocaleDateString("sv")}.json`; // year, month, day
    link.href = `data:application/json;charset=utf-8,${encodeURIComponent(progressText.write(keeper.state))}`;
    link.click();
    news.textContent = `Exported: ${count(reviewsIn(keeper.state), "answer")} to ${link.download}.`;
  };
  const load = async () => {
    const [file] = field.files;
    field.value = ""; // so that the same file can be chosen again
    if (!file) return;
    try {
      const copy = progressText.read(await file.text());
      const before = reviewsIn(keeper.state);
      keeper.change((state) => progress.restore(state, copy));
      const added = reviewsIn(keeper.state) - before;
      news.textContent = `Imported ${file.name}: ${count(reviewsIn(copy), "answer")}, of which ${added} new.`;
    } catch (error) {
      news.textContent = `${file.name} was not imported, as ${error.message}. Choose a file that Export has made.`;
    }
  };
  const forgetAll = () => {
    if (forget.textContent === FORGET) {
      forget.textContent = "Forget all answers, notes and flags?";
      news.textContent = "Press again to forget everything.";
      return;
    }
    keeper.change(progress.forget);
    remember.set("quiz", ""); // what the earlier quiz kept
    forget.textContent = FORGET;
    news.textContent = "Everything is forgotten.";
  };
  section.querySelector('[data-do="export"]').addEventListener("click", save);
  section.querySelector('[data-do="import"]').addEventListener("click", () => field.click());
  field.addEventListener("change", load);
  forget.addEventListener("click", forgetAll);
  forget.addEventListener("blur", () => { forget.textContent = FORGET; });
})();
