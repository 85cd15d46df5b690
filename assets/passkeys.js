// A passkey in place of a code: the browser asks the person, its answer goes into the form's field.
const toBytes = (words) => Uint8Array.from(atob(words.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const toWords = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (credentials = []) => credentials.map((one) => ({ ...one, id: toBytes(one.id) }));

async function made(options) {
  const credential = await navigator.credentials.create({ publicKey: {
    ...options,
    challenge: toBytes(options.challenge),
    user: { ...options.user, id: toBytes(options.user.id) },
    excludeCredentials: named(options.excludeCredentials),
  } });
  return [credential, { attestationObject: toWords(credential.response.attestationObject) }];
}

async function used(options) {
  const credential = await navigator.credentials.get({ publicKey: {
    ...options,
    challenge: toBytes(options.challenge),
    allowCredentials: named(options.allowCredentials),
  } });
  return [credential, {
    authenticatorData: toWords(credential.response.authenticatorData),
    signature: toWords(credential.response.signature),
  }];
}

for (const part of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  const [button, fault] = [part.querySelector("button"), part.querySelector("[role=alert]")];
  part.hidden = false;
  button.addEventListener("click", async () => {
    fault.textContent = "";
    try {
      const [credential, answer] = await (part.dataset.passkey === "make" ? made : used)(JSON.parse(part.dataset.options));
      button.form.elements.factor_passkey.value = JSON.stringify({
        id: credential.id,
        rawId: toWords(credential.rawId),
        type: credential.type,
        response: { clientDataJSON: toWords(credential.response.clientDataJSON), ...answer },
      });
      button.form.submit();
    } catch {
      fault.textContent = "The passkey was not used. Try again, or choose another way.";
    }
  });
}
