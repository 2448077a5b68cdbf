// How long a new passphrase is, beside its box. It asks for nothing but length.
export function watchLength(document) {
  for (const note of document.querySelectorAll("[data-length-of]")) {
    const box = document.getElementById(note.dataset.lengthOf);
    const [bar, words] = [note.querySelector("meter"), note.querySelector("[role=status]")];
    const tell = () => {
      const n = [...box.value].length;
      bar.value = n;
      words.textContent = n < bar.low ? note.dataset.short.replace("{n}", n) : note.dataset.enough;
    };
    note.hidden = false;
    box.addEventListener("input", tell);
    tell();
  }
}
