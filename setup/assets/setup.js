// The eye beside the secret, the copy button, the workspace picker, word to the
// page that has opened us, and the projects that are checked one by one.

for (const button of document.querySelectorAll("[data-toggle-secret]")) {
  const input = document.getElementById(button.dataset.toggleSecret);
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
  });
  // Browsers remember what stood in text inputs.
  input.form.addEventListener("submit", () => { input.type = "password"; });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const shown = document.getElementById(button.dataset.copy);
  const label = button.textContent;
  button.addEventListener("click", async () => {
    if (!(await copied(shown))) return;
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}

// copied falls back to the old way where there is no clipboard: over plain http.
async function copied(shown) {
  try {
    await navigator.clipboard.writeText(shown.value);
    return true;
  } catch {
    getSelection().selectAllChildren(shown);
    return document.execCommand("copy");
  }
}

// Choosing a workspace that is connected shows its connection. Any other can
// be chosen while the form keeps what was typed, unless each has a key of its
// own to show.
for (const select of document.querySelectorAll("[data-workspaces]")) {
  select.addEventListener("change", () => {
    const option = select.selectedOptions[0];
    if (option.defaultSelected) return;
    if (select.dataset.workspaces === "all" || "connected" in option.dataset) {
      const query = new URLSearchParams({ workspace: option.value, ...(select.dataset.kind && { kind: select.dataset.kind }) });
      location.assign("/setup?" + query);
    }
  });
}

const teller = document.querySelector("[data-tell]");
if (teller && window.opener) window.opener.postMessage("success", teller.dataset.tell);

// A project is checked when it is opened, all of them two at a time when
// somebody asks for that. What is shown is part of the project's own page.
const coverage = document.querySelector("[data-coverage]");
const projects = coverage ? [...document.querySelectorAll("[data-load]")] : [];

async function check(project) {
  if ("checked" in project.dataset) return;
  project.dataset.checked = "";
  const result = project.querySelector("[data-coverage-result]");
  result.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(project.dataset.load);
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("covered");
    project.querySelector("[data-coverage-summary]").textContent = found.dataset.summary;
    project.dataset.state = found.dataset.state;
    found.removeAttribute("id");
    result.replaceChildren(document.importNode(found, true));
    if (!found.dataset.state) delete project.dataset.checked; // to be asked again
  } catch {
    delete project.dataset.checked;
    result.textContent = coverage.dataset.failed;
  }
  result.removeAttribute("aria-busy");
}

function tellProgress() {
  const done = projects.filter((p) => "checked" in p.dataset && p.dataset.state).length;
  coverage.querySelector("[data-coverage-progress]").textContent =
    coverage.dataset.progress.replace("%1", done).replace("%2", projects.length);
}

for (const project of projects) {
  project.addEventListener("toggle", async () => {
    if (!project.open) return;
    await check(project);
    tellProgress();
  });
}

const everything = document.querySelector("[data-coverage-all]");
if (everything) {
  const label = everything.textContent;
  let going = 0; // the run that goes on; 0 when none does
  let runs = 0;
  everything.hidden = false;
  everything.addEventListener("click", async () => {
    if (going) { going = 0; return; }
    const run = going = ++runs;
    const waiting = projects.filter((p) => !p.dataset.state);
    everything.textContent = everything.dataset.stop;
    tellProgress();
    const work = async () => {
      for (let next; going === run && (next = waiting.shift());) {
        await check(next);
        tellProgress();
      }
    };
    await Promise.all([work(), work()]);
    if (going === run) going = 0;
    if (!going) everything.textContent = label;
  });
}
