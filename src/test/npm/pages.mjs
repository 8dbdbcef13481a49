// Looks at the pages as people do: phone and desktop, light and dark, by keyboard, without the script. One line of JSON
// for each finding; none is good. Arguments: the address of the pages, the folder for screenshots, the browser, and a
// folder for the few pictures that the documentation shows, if they are to be taken.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [, , root, folder, executablePath, images] = process.argv;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
mkdirSync(folder, { recursive: true });

const pages = {
  captures: "/captures",
  found: "/captures?machine=vm-web-01&since=2020-01-01T00:00",
  "found-nothing": "/captures?machine=nobody&state=&outcome=lost",
  running: "/captures/running000000000?service=true",
  complete: "/captures/complete00000000",
  hostile: "/captures/hostile000000000",
  "doctor-ok": "/doctor",
  "doctor-wrong":
    "/doctor?target=" +
    encodeURIComponent(
      "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/vm-web-01",
    ),
  "doctor-refused": "/doctor?target=vm-web-01",
  missing: "/captures/0000000000000000",
  "sign-in": "/closed",
  start:
    "/start?target=" +
    encodeURIComponent(
      "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/vm-web-01",
    ),
};
const views = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 375, height: 740 }, isMobile: true, hasTouch: true },
};

const find = (where, what, detail) => console.log(JSON.stringify({ where, what, detail }));

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const open = async (options) => {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.elsewhere = [];
  page.said = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(root)) {
      page.elsewhere.push(request.url());
    }
  });
  page.on("console", (message) => page.said.push(message.text()));
  page.on("pageerror", (error) => page.said.push(String(error)));
  page.on("dialog", (dialog) => {
    page.said.push("dialog: " + dialog.message());
    dialog.dismiss();
  });
  return page;
};

const look = async (page, where, rules) => {
  // Evaluated by the debugger, which the page's own policy does not bind.
  const { violations, passes } = await page.evaluate((runOnly) => globalThis.axe.run(document, { runOnly }), rules);
  for (const violation of violations) {
    find(where, "axe " + violation.id, violation.nodes.map((node) => node.html).slice(0, 3));
  }
  if (passes.length === 0) {
    find(where, "axe looked at nothing", "");
  }
};

// Desktop light and phone dark show all there is to see, in half the time.
const shoot = async (page, name) => {
  if (!/desktop-dark|phone-light/.test(name)) {
    await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
  }
};

const measure = async (page, where) => {
  // Not by innerWidth: a phone makes that as wide as the page.
  const overflow = await page.evaluate(
    (width) => document.documentElement.scrollWidth - width,
    page.viewportSize().width,
  );
  if (overflow > 0) {
    find(where, "wider than the screen", overflow);
  }
  const small = await page.evaluate(() =>
    [...document.querySelectorAll("nav a, button, .button, input")]
      .filter((each) => each.getClientRects().length > 0 && each.getBoundingClientRect().height < 24)
      .map((each) => each.outerHTML),
  );
  if (small.length > 0) {
    find(where, "too small to hit", small);
  }
};

const quiet = (page, where, expected = () => false) => {
  const said = page.said.filter((text) => !expected(text));
  if (said.length > 0) {
    find(where, "the console is not silent", said);
  }
  if (page.elsewhere.length > 0) {
    find(where, "asked elsewhere", page.elsewhere);
  }
};

// ---- every page, four ways ----

const everyPage = async ([view, options]) => {
  const page = await open(options);
  for (const [name, path] of Object.entries(pages)) {
    const where = [name, view].join(" ");
    page.said.length = 0;
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto(root + path, { waitUntil: "load" });
    await measure(page, where);
    await page.evaluate(axe);
    await look(page, where + " light", undefined);
    await shoot(page, `${name}-${view}-light`);
    await page.emulateMedia({ colorScheme: "dark" });
    await look(page, where + " dark", ["color-contrast", "link-in-text-block"]);
    await shoot(page, `${name}-${view}-dark`);
    quiet(page, where, (text) => /status of 40[034]/.test(text));
  }
  await page.context().close();
};

// ---- the form, as it answers ----

const form = async () => {
  const page = await open(views.phone);
  await page.goto(root + "/start");
  await page.getByLabel("Port of the machine").fill("x");
  await page.getByRole("button", { name: "Another filter" }).click();
  await page.getByRole("group", { name: "Filter 2" }).getByLabel("Port of the other side").fill("53");
  await page.getByRole("button", { name: "Preview" }).click();
  await page.getByRole("alert").waitFor();
  await page.evaluate(axe);
  await look(page, "start refused", undefined);
  await measure(page, "start refused");
  await page.screenshot({ path: `${folder}/start-refused.png`, fullPage: true });
  await page.getByLabel("Resource id").fill("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/m");
  await page.getByRole("button", { name: "Preview" }).click();
  await page.getByRole("heading", { name: "Preview" }).waitFor();
  await page.evaluate(axe);
  await look(page, "start previewed", undefined);
  await measure(page, "start previewed");
  await page.screenshot({ path: `${folder}/start-previewed.png`, fullPage: true });
  if ((await page.getByLabel("Port of the machine").first().inputValue()) !== "x") {
    find("start previewed", "what was filled in is gone", "");
  }
  if ((await page.getByRole("group", { name: "Filter 2" }).getByLabel("Port of the other side").inputValue()) !== "53") {
    find("start previewed", "the filter that the script added is gone", "");
  }
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.waitForURL("**/captures/running000000000");
  quiet(page, "start", (text) => /status of 400/.test(text));
  await page.context().close();
};

// ---- by keyboard ----

const keyboard = async () => {
  const page = await open(views.desktop);
  await page.goto(root + "/doctor");
  const focused = () =>
    page.evaluate(() => {
      const style = getComputedStyle(document.activeElement);
      return {
        text: document.activeElement.textContent.trim() || document.activeElement.id,
        seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
      };
    });
  const order = [];
  for (let i = 0; i < 8; i++) {
    await page.keyboard.press("Tab");
    const at = await focused();
    order.push(at.text);
    if (!at.seen) {
      find("keyboard", "the focus cannot be seen", at.text);
    }
  }
  const expected = ["Skip to content", "Alertcap", "Captures", "Start", "Doctor", "Sign out", "target", "Examine"];
  if (order.join() !== expected.join()) {
    find("keyboard", "another order", order);
  }
  await page.goto(root + "/captures");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  if (!(await page.evaluate(() => document.activeElement.closest("main")))) {
    find("keyboard", "the skip link does not lead into the content", (await focused()).text);
  }
  quiet(page, "keyboard");
  await page.context().close();
};

// ---- without the script ----

const withoutScript = async () => {
  const page = await open({ ...views.desktop, javaScriptEnabled: false });
  await page.goto(root + "/captures");
  if ((await page.locator("noscript meta[http-equiv=refresh]").count()) !== 1) {
    find("no script", "what moves is not asked for again", "");
  }
  await page.getByRole("link", { name: "vm-web-01" }).first().click();
  await page.getByRole("heading", { name: "Timeline" }).waitFor();
  await page.getByRole("link", { name: "Start", exact: true }).click();
  await page.getByLabel("Reason").fill("a reason");
  await page.getByLabel("Port of the machine").fill("443");
  await page.getByRole("button", { name: "Another filter" }).click();
  await page.getByRole("group", { name: "Filter 2" }).waitFor();
  if ((await page.getByLabel("Reason").inputValue()) !== "a reason") {
    find("no script", "another filter costs what was filled in", "");
  }
  await page.goto(root + "/captures");
  await page.getByText("Filter", { exact: true }).first().click();
  await page.getByLabel("Outcome").selectOption("truncated");
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByText("1 capture fits, newest first.").waitFor();
  await page.getByRole("link", { name: "Doctor" }).click();
  await page.getByLabel("Resource id").fill("nonsense");
  await page.getByRole("button", { name: "Examine" }).click();
  await page.getByRole("alert").waitFor();
  quiet(page, "no script", (text) => /status of 400/.test(text));
  await page.context().close();
};

// ---- with it ----

const withScript = async () => {
  const page = await open(views.desktop);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: new URL(root).origin });
  await page.goto(root + "/captures/complete00000000");
  await page.getByRole("button", { name: "Copy command" }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  if (!copied.startsWith("az storage blob download ")) {
    find("script", "the command is not copied", copied);
  }
  await page.getByText("If the download is refused").click();
  if (!(await page.locator("#pieces code").textContent()).includes('"' + new URL(root).origin + "/api/captures/complete")) {
    find("script", "the line that fetches a large file does not have the app's address", "");
  }
  await page.goto(root + "/captures");
  const card = page.locator("#open").getByRole("link", { name: "vm-web-01" });
  await card.focus();
  // Whoever runs this lets the capture of vm-web-03 start when it reads the line.
  console.log(JSON.stringify({ where: "script", what: "watching" }));
  await page.locator("[role=status]", { hasText: "vm-web-03: starting" }).waitFor({ state: "attached" });
  if ((await page.locator("#open").getByText("queued").count()) > 0) {
    find("script", "the state is said and not shown", "");
  }
  if (!(await card.evaluate((link) => link === document.activeElement))) {
    find("script", "an update takes the focus away", "");
  }
  await page.getByRole("button", { name: "Pause updates" }).click();
  await page.getByRole("button", { name: "Resume updates" }).waitFor();
  quiet(page, "script");
  await page.context().close();
};

// ---- for the documentation ----

const pictures = async ([name, options]) => {
  const page = await open(options);
  const take = async (what) => {
    // What an attacker would like to see is tried above; it explains nothing.
    await page.evaluate(() => document.querySelectorAll("tr").forEach((row) => row.textContent.includes("onerror=") && row.remove()));
    await page.screenshot({ path: `${images}/${what}-${name}.png` });
  };
  await page.goto(root + "/captures");
  await take("captures");
  await page.goto(root + "/captures/complete00000000");
  await take("capture");
  await page.goto(root + pages.start);
  await page.getByLabel("Time limit in seconds").fill("120");
  await page.getByLabel("Port of the machine").fill("443");
  await page.getByRole("button", { name: "Preview" }).click();
  await page.getByRole("heading", { name: "Preview" }).waitFor();
  await take("start");
  await page.context().close();
};

if (images) {
  mkdirSync(images, { recursive: true });
  await Promise.all(
    Object.entries({
      desktop: { viewport: { width: 1100, height: 860 } },
      dark: { viewport: { width: 1100, height: 860 }, colorScheme: "dark" },
      phone: { ...views.phone, viewport: { width: 390, height: 844 } },
    }).map(pictures),
  );
}

// Beside each other: most of the time is waiting.
await Promise.all([
  ...Object.entries(views).map(everyPage),
  keyboard().then(form),
  withoutScript().then(withScript),
]);
await browser.close();
console.log(JSON.stringify({ where: "all", what: "done" }));
