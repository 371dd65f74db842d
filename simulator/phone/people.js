// @ts-check
/** The owner of the phone: choosing and adding people, adding the account as a friend, blocking. */
import { avatar } from "./chat.js";
import { byId, el, icon } from "./dom.js";
import { openSheet } from "./sheet.js";

/** @typedef {import("./api.js").Person} Person */

/** Languages to choose from, out of those a LINE profile can have. */
const LANGUAGES = [
  ["ja", "日本語"], ["en", "English"], ["zh-CN", "简体中文"], ["zh-TW", "繁體中文"], ["ko", "한국어"],
  ["vi", "Tiếng Việt"], ["pt", "Português"],
];

/**
 * @typedef {object} PeopleContext
 * @property {() => Person[]} people
 * @property {() => Person | undefined} person
 * @property {(userId: string) => void} choose
 * @property {(name: string, language: string) => void} add
 * @property {() => void} block
 */

/** Opens the list of people. @param {PeopleContext} context */
export function openPeople(context) {
  const rows = context.people().map((person) => {
    const current = person.userId === context.person()?.userId;
    return el(
      "button",
      {
        class: "person",
        "aria-current": current ? "true" : undefined,
        onclick: () => {
          close();
          context.choose(person.userId);
        },
      },
      el("span", { class: "avatar person-face", "aria-hidden": "true", text: [...person.name][0] ?? "" }),
      el(
        "span",
        { class: "person-words" },
        el("span", { class: "person-name", text: person.name }),
        el("span", { class: "person-state", text: `${languageName(person.language)}・${stateOf(person)}` }),
      ),
      current && icon("check"),
    );
  });
  const close = openSheet("だれのスマートフォンですか", [
    el("div", { class: "people" }, ...rows),
    addForm((name, language) => {
      close();
      context.add(name, language);
    }),
  ]);
}

/** Opens the menu of the chat. @param {PeopleContext} context */
export function openChatMenu(context) {
  const item = (/** @type {string} */ label, /** @type {() => void} */ act, cls = "") =>
    el("button", {
      class: `menu-item ${cls}`,
      text: label,
      onclick: () => {
        close();
        act();
      },
    });
  const blocked = context.person()?.blocked;
  const close = openSheet("メニュー", [
    el(
      "div",
      { class: "menu-list" },
      item("人を切り替える・追加する", () => openPeople(context)),
      !blocked && item("ブロック", () => context.block(), "danger"),
    ),
  ]);
}

/** @param {(name: string, language: string) => void} add */
function addForm(add) {
  const name = el("input", { id: "new-name", required: true, maxlength: "20", autocomplete: "off", placeholder: "例：太郎" });
  const language = el(
    "select",
    { id: "new-language" },
    ...LANGUAGES.map(([code, label]) => el("option", { value: code, text: label })),
  );
  return el(
    "form",
    {
      class: "add-person",
      onsubmit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        if (name.value.trim() !== "") add(name.value.trim(), language.value);
      },
    },
    el("h3", { text: "人を追加" }),
    el("label", { for: "new-name", text: "名前" }),
    name,
    el("label", { for: "new-language", text: "言語" }),
    language,
    el("button", { class: "strong", type: "submit", text: "追加" }),
  );
}

/**
 * Shows the prompt to add the account as a friend or to unblock it, or else the chat.
 * @param {Person | undefined} person
 * @param {import("./api.js").About} about
 */
export function showFriendship(person, about) {
  const friend = byId("friend");
  const stranger = Boolean(person && !person.follows && !person.blocked);
  if (stranger && friend.hidden) {
    byId("friend-face").replaceChildren(avatar(about));
    byId("friend-name").textContent = about.channel.displayName;
    byId("friend-id").textContent = about.channel.basicId;
  }
  friend.hidden = !stranger;
  byId("talk").hidden = stranger || !person;
  byId("blocked").hidden = !person?.blocked;
  byId("composer").hidden = Boolean(person?.blocked);
}

/** @param {Person} person */
function stateOf(person) {
  if (person.blocked) return "ブロック中";
  return person.follows ? "友だち" : "友だち未追加";
}

/** @param {string} code */
function languageName(code) {
  return LANGUAGES.find(([one]) => one === code)?.[1] ?? code;
}
