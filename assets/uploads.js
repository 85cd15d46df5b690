// The chosen files go one by one, each with a bar that says how far it is; without this the form
// sends them all at once.
const send = (form, name, file, bar) => new Promise((done) => {
  const body = new FormData();
  for (const field of form.querySelectorAll("input[type=hidden]")) {
    if (field.name !== "once") body.append(field.name, field.value); // it is for one sending
  }
  body.append(name, file);
  const request = new XMLHttpRequest();
  request.open("POST", window.location.pathname);
  request.responseType = "document";
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = event.loaded / event.total;
  });
  request.addEventListener("loadend", () => done(request));
  request.send(body);
});

const sentences = (request, name) => {
  const said = request.response?.querySelectorAll(".govuk-error-summary__list li") ?? [];
  const found = [...said].map((line) => line.textContent.trim()).filter((line) => !line.startsWith("Choose the file again"));
  return found.length ? found : [request.response?.querySelector("h1")?.textContent.trim() || `“${name}” did not arrive: check your connection, then choose it again.`];
};

for (const part of document.querySelectorAll("[data-uploads]")) {
  const [form, told] = [part.querySelector("form"), part.querySelector("[data-told]")];
  const button = form.querySelector("button");
  form.addEventListener("submit", async (event) => {
    const chosen = [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files].map((file) => [input.name, file]));
    if (!chosen.length) return; // the page says that none was chosen
    event.preventDefault();
    button.disabled = true;
    told.replaceChildren();
    for (const [name, file] of chosen) {
      const [line, words, bar] = ["p", "span", "progress"].map((tag) => document.createElement(tag));
      line.className = "govuk-body";
      words.textContent = `${file.name} `;
      bar.setAttribute("aria-label", file.name);
      bar.value = 0;
      line.append(words, bar);
      told.append(line);
      const request = await send(form, name, file, bar);
      bar.remove();
      if (request.status === 200) words.textContent = `“${file.name}” is attached.`;
      else {
        line.className = "govuk-error-message";
        words.textContent = `Not attached. ${sentences(request, file.name).join(" ")}`;
      }
      const fresh = request.response?.querySelector("[data-attached]");
      if (fresh) document.querySelector("[data-attached]").replaceChildren(...fresh.childNodes);
    }
    form.reset();
    button.disabled = false;
    button.focus();
  });
}
