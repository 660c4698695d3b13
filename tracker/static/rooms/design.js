/* Comfort for the texts of a design: letters are counted, and what the preview says stands beside its field too. */
"use strict";

(() => {
  const look = document.getElementById("look");

  document.querySelectorAll("[data-counts]").forEach((counter) => {
    const field = document.getElementById(counter.dataset.counts);
    const most = Number(counter.dataset.most);
    const count = () => {
      const letters = [...field.value.trim()].length;
      counter.textContent = `${letters} / ${most}`;
      counter.classList.toggle("over", letters > most);
    };
    field.addEventListener("input", count);
    count();
  });

  const beside = () => document.querySelectorAll(".slot").forEach((slot) => {
    const id = slot.id.replace(/-findings$/, "");
    const found = [...look.querySelectorAll("[data-about]")].filter((one) => one.dataset.about.split(" ").includes(id));
    const list = document.createElement("ul");
    list.className = "found";
    for (const one of found) {
      const item = document.createElement("li");
      item.className = one.className;
      item.append(...[...one.querySelector("span").childNodes].map((node) => node.cloneNode(true)));
      list.append(item);
    }
    slot.replaceChildren(...(found.length ? [list] : []));
    slot.closest(".field").classList.toggle("wrong", found.some((one) => one.classList.contains("must")));
  });

  if (look) new MutationObserver(beside).observe(look, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["data-about"] });
})();
