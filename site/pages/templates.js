// Plays the chosen template in the frame beside it, in the chosen language. The address keeps the choice.

const form = document.querySelector(".picker");
const frame = document.querySelector("iframe");

function play() {
  const { template, language } = Object.fromEntries(new FormData(form));
  frame.src = "play.html?" + new URLSearchParams({ bot: template, lang: language });
  history.replaceState(null, "", "#" + template);
}

const names = [...form.elements["template"]];
const chosen = names.find((input) => input.value === location.hash.slice(1)) ?? names[0];
chosen.checked = true;
form.addEventListener("change", play);
play();
