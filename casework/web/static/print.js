// Print buttons; a button with data-after-print stays off until the page was printed or copied by hand.
export function watchPrinting(document) {
  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
  const waiting = document.querySelector("[data-after-print]");
  if (!waiting) return;
  const copied = document.querySelector("[data-copied]");
  let printed = false;
  const settle = () => { waiting.disabled = !(printed || copied?.checked); };
  addEventListener("afterprint", () => { printed = true; settle(); });
  copied?.addEventListener("change", settle);
  settle();
}
