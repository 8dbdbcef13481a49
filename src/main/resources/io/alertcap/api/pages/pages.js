// The pages work without this. With it, what moves is brought up to date in place, and commands can be copied.
"use strict";

(() => {
  const main = document.querySelector("main");

  const button = (label, onClick) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "calm";
    made.textContent = label;
    made.addEventListener("click", onClick);
    return made;
  };

  // ---- copying ----

  const addCopyButtons = () => {
    for (const code of main.querySelectorAll("code[data-copy]")) {
      const block = code.closest("pre");
      if (!block && code.textContent.includes("$APP")) {
        // The page knows where it is, the app does not.
        code.textContent = code.textContent.replaceAll("$APP", location.origin);
      }
      if (!navigator.clipboard || code.nextElementSibling || block?.previousElementSibling?.matches("button")) {
        continue;
      }
      const copy = button("Copy", async () => {
        await navigator.clipboard.writeText(code.textContent);
        copy.textContent = "Copied";
        setTimeout(() => {
          copy.textContent = "Copy";
        }, 2000);
      });
      copy.setAttribute("aria-label", "Copy " + code.dataset.copy);
      if (block) {
        block.before(copy);
      } else {
        code.after(copy);
      }
    }
  };

  // ---- another filter ----

  // Without this the button asks for the form anew, with one filter more.
  const another = main.querySelector("button[value=another-filter]");
  another?.addEventListener("click", (event) => {
    const list = document.getElementById("filters");
    const rows = list.children;
    event.preventDefault();
    if (rows.length >= Number(another.dataset.most)) {
      return;
    }
    const row = rows[rows.length - 1].cloneNode(true);
    const [before, after] = [rows.length - 1, rows.length];
    row.querySelector("legend").textContent = "Filter " + (after + 1);
    for (const each of row.querySelectorAll("[id], [for], [name]")) {
      for (const attribute of ["id", "for", "name"]) {
        const value = each.getAttribute(attribute);
        if (value) {
          each.setAttribute(
            attribute,
            value.replace(`filters[${before}]`, `filters[${after}]`).replace(`filters-${before}-`, `filters-${after}-`),
          );
        }
      }
    }
    for (const field of row.querySelectorAll("input, select")) {
      field.value = "";
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
      field.removeAttribute("autofocus");
    }
    row.querySelectorAll(".problem, button").forEach((each) => each.remove());
    list.append(row);
    row.querySelector("select").focus();
  });

  // ---- signing in ----

  // The key goes in a header, and so into no address and no log of addresses.
  const form = document.getElementById("sign-in");
  const goOn = async (link) => {
    const answer = await fetch(link.href, { redirect: "follow" }).catch(() => null);
    if (answer?.ok) {
      location.replace(link.href);
    }
  };
  const already = document.getElementById("already");
  if (already) {
    goOn(already);
  }
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = new FormData(form);
    const address = form.getAttribute("action") + "?" + new URLSearchParams({ name: fields.get("name"), to: fields.get("to") });
    let problem = "The app does not answer. Try again in a moment.";
    try {
      const answer = await fetch(address, { method: "POST", headers: { "x-functions-key": fields.get("code") } });
      if (answer.redirected) {
        location.replace(answer.url);
        return;
      }
      problem = answer.status === 401 ? "The key is not accepted." : "The app answers " + answer.status + ".";
    } catch {
      // Said below.
    }
    let said = form.querySelector(".problem");
    if (!said) {
      said = document.createElement("p");
      said.className = "problem";
      said.setAttribute("role", "alert");
      form.prepend(said);
    }
    said.textContent = problem;
    form.elements.code.focus();
  });

  // ---- bringing up to date ----

  const said = document.createElement("p");
  said.className = "said";
  said.setAttribute("role", "status");
  document.querySelector("header").append(said);

  let paused = false;
  let failures = 0;
  let spoken = new Map();

  const sayings = (root) =>
    new Map([...root.querySelectorAll("[data-say]")].map((each) => [each.dataset.say.split(":")[0], each.dataset.say]));

  // Only states are told, and only when they change: a bar that moves would talk without end.
  const say = () => {
    const now = sayings(main);
    const news = [...now].filter(([who, what]) => spoken.get(who) !== what).map(([, what]) => what);
    spoken = now;
    if (news.length > 0) {
      said.textContent = news.join(", ");
    }
  };

  const parts = (root) => [...root.querySelectorAll("[id]")];

  // As they came: a button that was added since does not count as a difference.
  let served = new Map(parts(main).map((each) => [each.id, each.outerHTML]));

  const replace = (fresh) => {
    const folded = new Map([...main.querySelectorAll("details[id]")].map((each) => [each.id, each.open]));
    const address = main.contains(document.activeElement) && document.activeElement.getAttribute("href");
    const next = new Map(parts(fresh).map((each) => [each.id, each.outerHTML]));
    if ([...next.keys()].join() === [...served.keys()].join()) {
      for (const old of parts(main)) {
        // What lies in something that was replaced is up to date already.
        const made = old.isConnected && fresh.querySelector("#" + CSS.escape(old.id));
        if (made && served.get(old.id) !== next.get(old.id)) {
          old.replaceWith(document.adoptNode(made));
        }
      }
    } else {
      main.replaceChildren(...[...fresh.childNodes].map((node) => document.adoptNode(node)));
    }
    served = next;
    for (const each of main.querySelectorAll("details[id]")) {
      each.open = folded.get(each.id) ?? each.open;
    }
    if (address && !main.contains(document.activeElement)) {
      main.querySelector(`a[href="${CSS.escape(address)}"]`)?.focus();
    }
    addCopyButtons();
    say();
  };

  const update = async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "error" });
      if (!answer.ok) {
        throw new Error(String(answer.status));
      }
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      failures = 0;
      const live = "live" in fresh.querySelector("main").dataset;
      document.title = fresh.title;
      document.querySelector("footer").replaceWith(document.adoptNode(fresh.querySelector("footer")));
      replace(fresh.querySelector("main"));
      if (!live) {
        delete main.dataset.live;
      }
    } catch {
      failures += 1;
    }
  };

  const schedule = () => {
    if (!main.dataset.live) {
      document.querySelector(".updates")?.remove();
      return;
    }
    // Slower when the app does not answer; not at all when nobody looks.
    const seconds = Number(main.dataset.live) * Math.min(8, 1 + failures);
    setTimeout(async () => {
      // Nor while something is being filled in.
      const busy = document.activeElement?.matches("main input, main select");
      if (!paused && !document.hidden && !busy) {
        await update();
      }
      schedule();
    }, seconds * 1000);
  };

  addCopyButtons();
  if (main.dataset.live) {
    spoken = sayings(main);
    const pause = button("Pause updates", () => {
      paused = !paused;
      pause.textContent = paused ? "Resume updates" : "Pause updates";
    });
    pause.classList.add("updates");
    document.querySelector(".bar nav").after(pause);
    schedule();
  }
})();
