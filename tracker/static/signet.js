/* Comfort for the staff's pages, which all work without it. Attributes say what to do:

   data-live="URL" data-every="2"     ask URL every so many seconds while the page can be seen; the element becomes the
       [data-revision="…"]            first element of the answer. 204 or 304: nothing new. Without data-live: the end.
   data-say                           inside of it: read out by screen readers when its text changes.
   form data-preview="URL" data-into="#id"   what is typed is sent to URL, the answer becomes the content of #id.
   data-scriptless                    not needed with this script, so hidden.
   button data-copy="#id" hidden      shown by this script; copies the text of #id.
   input data-most="5" data-large="…" refuses larger files.
   details data-menu                  closes at Escape and at a click elsewhere.
   [data-refused]                     what was sent is not accepted: seen and read out at once, and said in the title. */
"use strict";

(() => {
  const words = document.currentScript.dataset;
  const live = { "X-Signet-Live": "1" };  // asked by the page, not by a person: 401 instead of the sign-in page
  const told = document.body.appendChild(Object.assign(document.createElement("p"), { className: "unseen" }));
  told.setAttribute("role", "status");

  const tell = (text) => { told.textContent = text; };
  const time = (moment) => moment.toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
  const parse = (html) => new DOMParser().parseFromString(html, "text/html").body;

  /* Make one node like another by changing only what differs: focus, selection, scroll and typed text survive. */
  function become(old, fresh) {
    if (old.isEqualNode(fresh)) return;
    if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName || (old.id || "") !== (fresh.id || "")) {
      old.replaceWith(fresh);
    } else if (old.nodeType !== Node.ELEMENT_NODE) {
      old.nodeValue = fresh.nodeValue;
    } else {
      const kept = (name) => name === "open" && old.nodeName === "DETAILS";
      for (const { name } of [...old.attributes]) {
        if (!fresh.hasAttribute(name) && !kept(name)) old.removeAttribute(name);
      }
      for (const { name, value } of fresh.attributes) {
        if (old.getAttribute(name) !== value && !kept(name)) old.setAttribute(name, value);
      }
      fill(old, fresh);
    }
  }

  function fill(old, fresh) {
    const before = [...old.childNodes];
    const after = [...fresh.childNodes];
    after.forEach((node, at) => (at < before.length ? become(before[at], node) : old.append(node)));
    before.slice(after.length).forEach((node) => node.remove());
  }

  /* Live parts */

  const watched = new WeakSet();

  function watch(element) {
    if (watched.has(element)) return;
    watched.add(element);
    let etag = element.dataset.revision ? `"${element.dataset.revision}"` : "";
    let since = null;
    let failures = 0;
    let timer = 0;
    let asking = false;

    const later = () => {
      clearTimeout(timer);
      const seconds = (Number(element.dataset.every) || 5) * 2 ** Math.min(failures, 5);
      timer = setTimeout(ask, Math.min(seconds, 60) * 1000);
    };

    async function ask() {
      if (!element.isConnected || !element.dataset.live) return document.removeEventListener("visibilitychange", seen);
      if (asking || document.hidden) return;  // asked again when it is seen
      asking = true;
      try {
        const headers = { ...live, ...(etag && { "If-None-Match": etag }) };
        const answer = await fetch(element.dataset.live, { headers, cache: "no-store", signal: AbortSignal.timeout(15000) });
        if (answer.status === 401) return signedOut(element);
        if (answer.redirected || !(answer.ok || answer.status === 304)) throw new Error(answer.status);
        if (answer.status === 200) show(await answer.text(), answer.headers.get("ETag"));
        failures = 0;
        since = null;
        stale(element, "");
      } catch {
        failures += 1;
        since ??= new Date();
        if (failures > 1) stale(element, time(since));
      } finally {
        asking = false;
      }
      if (element.dataset.live) later();
    }

    function show(html, tag) {
      const fresh = parse(html).firstElementChild;
      if (!fresh) return;
      const spoken = (part) => part.querySelector("[data-say]")?.textContent.trim() ?? "";
      const before = spoken(element);
      etag = tag ?? "";
      if (!fresh.dataset.live) delete element.dataset.live;
      become(element, fresh);
      const shown = element.isConnected ? element : fresh;
      if (spoken(shown) !== before) tell(spoken(shown));
      begin(shown);
    }

    function seen() {
      if (!document.hidden) ask();
    }

    document.addEventListener("visibilitychange", seen);
    later();
  }

  /* A quiet line below what could not be brought up to date. */
  function line(element) {
    const found = element.nextElementSibling;
    if (found?.matches(".stale")) return found;
    const made = Object.assign(document.createElement("p"), { className: "stale" });
    element.after(made);
    return made;
  }

  function stale(element, since) {
    if (since || element.nextElementSibling?.matches(".stale")) {
      line(element).textContent = since && words.stale.replace("{time}", since);
    }
  }

  function signedOut(element) {
    const href = `${words.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`;
    line(element).replaceChildren(Object.assign(document.createElement("a"), { href, textContent: words.signedOut }));
  }

  /* Previews */

  function preview(form) {
    if (watched.has(form)) return;
    watched.add(form);
    let timer = 0;
    let running = null;

    async function send() {
      const into = document.querySelector(form.dataset.into);
      const typed = new FormData(form);
      for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name);
      running?.abort();  // the latest wins
      const mine = running = new AbortController();
      const slow = setTimeout(() => mine.abort(), 30000);
      into.setAttribute("aria-busy", "true");
      try {
        const answer = await fetch(form.dataset.preview, { method: "POST", headers: live, body: new URLSearchParams(typed), signal: mine.signal });
        if (answer.status === 401) return signedOut(into);
        if (answer.redirected || !(answer.ok || answer.status === 422)) throw new Error(answer.status);
        const fresh = parse(await answer.text());
        await pictures(fresh);
        if (mine !== running) return;
        fill(into, fresh);
        begin(into);
        stale(into, "");
      } catch {
        if (mine === running) stale(into, time(new Date()));
      } finally {
        clearTimeout(slow);
        if (mine === running) into.removeAttribute("aria-busy");
      }
    }

    /* Pictures that are there before they are shown do not blink; a slow one is not waited for. */
    const pictures = (fresh) => Promise.race([
      Promise.all([...fresh.querySelectorAll("img")].map(({ src }) => Object.assign(new Image(), { src }).decode().catch(() => {}))),
      new Promise((resolve) => setTimeout(resolve, 1500)),
    ]);

    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(send, 300); });
  }

  /* Copying */

  function copier(button) {
    button.hidden = false;
    button.onclick = async () => {
      const source = document.querySelector(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
        button.textContent = words.copied;
        tell(words.copied);
      } catch {  // not over http: then it is only marked, to be copied by hand
        getSelection().selectAllChildren(source);
        source.select?.();
      }
    };
  }

  const weigh = (input) => { input.onchange = () => {
    const { most, large } = input.dataset;
    input.setCustomValidity([...input.files].some(({ size }) => size > most << 20) ? large : "");
    input.reportValidity();
  }; };

  function begin(root) {
    const all = (selector) => [...root.querySelectorAll(selector), ...(root.matches?.(selector) ? [root] : [])];
    all("[data-live]").forEach(watch);
    all("form[data-preview]").forEach(preview);
    all("[data-scriptless]").forEach((element) => { element.hidden = true; });
    all("button[data-copy]").forEach(copier);
    all("input[data-most]").forEach(weigh);
  }

  const shut = (but) => document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
    if (!but || !menu.contains(but)) menu.open = false;
  });
  document.addEventListener("click", (event) => shut(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.activeElement?.closest("details[data-menu]")?.querySelector("summary").focus();
    shut();
  });
  begin(document);

  const refused = document.querySelector("[data-refused]");
  if (refused) {
    document.title = `${words.problem} ${document.title}`;
    if (!document.activeElement.matches("[aria-invalid]")) refused.focus();
  }

  /* Tabs that do not fit: the one that is open is seen in the middle, with those beside it. */
  document.querySelectorAll(".tabs [aria-current]").forEach((tab) => {
    const row = tab.closest(".tabs");
    row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  });
})();
