// @ts-check
/** Entry point of the phone: fetches what it shows, and again on every event of the simulator. */
import { createActions } from "./actions.js";
import { api, listen, coalesce } from "./api.js";
import { chatLog } from "./chat.js";
import { composer, quickReplies } from "./composer.js";
import { tools } from "./tools.js";
import { byId } from "./dom.js";
import { liffFrame } from "./liffframe.js";
import { openPeople, openChatMenu, showFriendship } from "./people.js";
import { richMenuPanel } from "./richmenu.js";
import { showToast } from "./sheet.js";
import { clockText } from "./time.js";

/** The person added if there is none yet. */
const FIRST_PERSON = { name: "花子", language: "ja" };

/** The interval at which the phone reads the simulated clock, which runs without events. */
const CLOCK_INTERVAL_MS = 5000;

/** @type {import("./api.js").About} */
let about = { channel: { displayName: "", basicId: "" }, notes: [], liff: [] };
/** @type {import("./api.js").Person[]} */
let people = [];
let userId = location.hash.slice(1);
let now = new Date().toISOString();
let loading = false;

const person = () => people.find((one) => one.userId === userId);

const liff = liffFrame((uri) => void actions.openUri(uri));
const menu = richMenuPanel((index, action) => void actions.tapArea(index, action));
const actions = createActions({
  userId: () => userId,
  now: () => now,
  title: () => about.channel.displayName,
  liff,
  menu,
  fillIn(words) {
    menu.setTyping(true);
    textField.fill(words);
  },
});
const textField = composer(() => userId, actions.reportResult);
const log = chatLog(actions.perform, () => about);
const quick = quickReplies(actions.perform);
const panels = tools();

const fetchPeople = coalesce(async () => {
  people = await api.people();
  if (!person() && people.length > 0) choose(people[0].userId);
  showPerson();
});

const fetchChat = coalesce(async () => {
  const requestedId = userId;
  if (!requestedId || !person()) return;
  const chat = await api.chat(requestedId);
  if (requestedId !== userId) return;
  loading = chat.loading;
  log.show(chat);
  menu.show(chat.richMenu ?? null);
  quick.show(chat.messages ?? []);
});

const fetchClock = coalesce(async () => {
  now = (await api.clock()).now;
  byId("status-time").textContent = clockText(now);
  panels.showClock(now);
});

/** @type {import("./people.js").PeopleContext} */
const context = {
  people: () => people,
  person,
  choose,
  add: (name, language) => void add(name, language),
  block: () => void actions.reportResult(api.block(userId)).then(fetchPeople),
};

/** @param {string} id */
function choose(id) {
  if (id !== userId) {
    userId = id;
    liff.close();
    log.clear();
    menu.show(null);
    quick.show([]);
  }
  history.replaceState(null, "", `#${id}`);
  showPerson();
  void fetchChat();
}

/** @param {string} name @param {string} language */
async function add(name, language) {
  try {
    const { userId: id } = await api.addPerson(name, language);
    await fetchPeople();
    choose(id);
  } catch {
    showToast("追加できませんでした");
  }
}

function showPerson() {
  showFriendship(person(), about);
  byId("owner-name").textContent = person() ? `${person()?.name}さんのスマートフォン` : "";
}

function showAccount() {
  const { displayName } = about.channel;
  byId("title").textContent = displayName;
  document.title = `${displayName} ― LINEシミュレーター`;
  panels.showAbout(about);
}

async function follow() {
  await actions.reportResult(api.follow(userId));
  await fetchPeople();
  await fetchChat();
}

async function start() {
  byId("add-friend").addEventListener("click", follow);
  byId("unblock").addEventListener("click", follow);
  byId("owner").addEventListener("click", () => openPeople(context));
  byId("back").addEventListener("click", () => openPeople(context));
  byId("friend-people").addEventListener("click", () => openPeople(context));
  byId("talk-menu").addEventListener("click", () => openChatMenu(context));
  window.addEventListener("hashchange", () => {
    const wanted = location.hash.slice(1);
    if (people.some((one) => one.userId === wanted)) choose(wanted);
  });

  about = await api.about();
  showAccount();
  await Promise.all([fetchPeople(), fetchClock()]);
  if (people.length === 0) await add(FIRST_PERSON.name, FIRST_PERSON.language);
  await fetchChat();
  listen({
    chat: (data) => {
      if (!data.userId || data.userId === userId) void fetchChat();
    },
    user: () => void fetchPeople().then(fetchChat),
    clock: () => void fetchClock(),
    call: panels.refreshTraffic,
    webhook: panels.refreshTraffic,
    mail: panels.refreshMail,
  });
  setInterval(() => {
    if (document.hidden) return;
    void fetchClock();
    // The end of the loading indicator sends no event.
    if (loading) void fetchChat();
  }, CLOCK_INTERVAL_MS);
}

start().catch(() => showToast("シミュレーターに接続できません。再読み込みしてください。"));
