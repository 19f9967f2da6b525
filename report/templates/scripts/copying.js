// Buttons that copy code to the clipboard, or select it where the browser does not let the page copy.
const copyButton = (label, className) => {
  const holder = document.createElement("p");
  const button = document.createElement("button");
  const said = document.createElement("span");
  holder.className = "copying";
  Object.assign(button, { type: "button", className, ariaLabel: label, textContent: "Copy" });
  Object.assign(said, { className: "said", role: "status" });
  holder.append(button, " ", said);
  return holder;
};
(() => {
  const copy = async (code) => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      return true;
    } catch {
      getSelection().selectAllChildren(code);
      return document.execCommand("copy");
    }
  };
  document.addEventListener("click", async ({ target }) => {
    const holder = target.closest(".copying > button")?.parentElement;
    if (!holder) return;
    const isCopied = await copy(holder.nextElementSibling ?? holder.previousElementSibling);
    holder.querySelector(".said").textContent = isCopied ? "Copied" : "Selected: copy it with your keyboard";
  });
  for (const code of document.querySelectorAll("pre.code")) {
    code.before(copyButton(`Copy: ${code.ariaLabel.replace("Code: ", "")}`, "quiet"));
  }
})();
