// LINE's own SDK for Node.js against the simulator: requests are understood, and responses are as
// the SDK expects them.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { deflateSync } from "node:zlib";
import { HTTPFetchError, validateSignature } from "@line/bot-sdk";
import { openFixture } from "./fixture.js";

let fixture;
before(async () => {
  fixture = await openFixture();
});
after(() => fixture.close());

const text = (words) => ({ type: "text", text: words });

/** Adds a person who follows the account, and returns their user ID. */
async function addFriend(on = fixture) {
  const { userId } = await on.control("/users", { name: "潮風 花子" });
  await on.control(`/users/${userId}/follow`, {});
  return userId;
}

/** Returns the messages that the person sees in the chat. */
async function chatMessages(userId) {
  const { messages } = await fixture.control(`/users/${userId}/chat`);
  return messages.map(({ message }) => message);
}

/** Returns the error response of a call. */
async function errorOf(call) {
  const error = await call.then(() => assert.fail("the call succeeded"), (reason) => reason);
  assert.ok(error instanceof HTTPFetchError, String(error));
  return { status: error.status, ...JSON.parse(error.body), requestId: error.headers.get("x-line-request-id") };
}

test("a signed webhook passes the SDK's middleware and its reply token is valid once", async () => {
  const userId = await addFriend();
  await fixture.control(`/users/${userId}/messages`, { text: "予約" });
  const event = fixture.events.at(-1);
  assert.equal(event.source.userId, userId);
  const { sentMessages } = await fixture.client.replyMessage({ replyToken: event.replyToken, messages: [text("はい")] });
  assert.equal(sentMessages.length, 1);
  assert.deepEqual((await chatMessages(userId)).at(-1), text("はい"));

  const again = await errorOf(fixture.client.replyMessage({ replyToken: event.replyToken, messages: [text("はい")] }));
  assert.equal(again.status, 400);
  assert.equal(again.message, "Invalid reply token");
});

test("a webhook signed with another secret does not pass", async () => {
  const body = JSON.stringify({ destination: "U0", events: [] });
  const headers = { "x-line-signature": "bm90IGxpbmU=", "content-type": "application/json" };
  const answer = await fetch(fixture.webhook, { method: "POST", headers, body });
  assert.equal(answer.status, 401);
  assert.equal(fixture.refused.at(-1), "SignatureValidationFailed");
  assert.equal(validateSignature(body, fixture.channel.secret, "bm90IGxpbmU="), false);
});

test("a push with a retry key is accepted once", async () => {
  const userId = await addFriend();
  const key = randomUUID();
  const push = () => fixture.client.pushMessageWithHttpInfo({ to: userId, messages: [text("明日です")] }, key);
  const first = await push();
  assert.equal(first.httpResponse.status, 200);
  const second = await errorOf(push());
  assert.equal(second.status, 409);
  assert.notEqual(second.requestId, first.httpResponse.headers.get("x-line-request-id"));
  assert.deepEqual(await chatMessages(userId), [text("明日です")]);
});

test("a multicast reaches every recipient", async () => {
  const to = [await addFriend(), await addFriend()];
  await fixture.client.multicast({ to, messages: [text("明日です")] }, randomUUID());
  for (const userId of to) assert.deepEqual(await chatMessages(userId), [text("明日です")]);
});

test("a valid Flex message is shown as sent, and an invalid one is refused with the path of the error", async () => {
  const userId = await addFriend();
  const flex = (words) => ({
    type: "flex",
    altText: "予約",
    contents: {
      type: "bubble",
      body: { type: "box", layout: "vertical", contents: [{ type: "text", text: words, wrap: true }] },
      footer: {
        type: "box",
        layout: "vertical",
        contents: [{ type: "button", action: { type: "postback", label: "予約する", data: "do=book" } }],
      },
    },
    quickReply: { items: [{ type: "action", action: { type: "message", label: "やめる", text: "やめる" } }] },
  });
  await fixture.client.pushMessage({ to: userId, messages: [flex("11月24日")] });
  assert.deepEqual(await chatMessages(userId), [flex("11月24日")]);
  const wrong = await errorOf(fixture.client.pushMessage({ to: userId, messages: [flex("")] }));
  assert.equal(wrong.status, 400);
  assert.equal(wrong.details[0].property, "messages[0].contents.body.contents[0].text");
});

test("a rich menu with picture and alias is shown and switched, and its picture cannot be replaced", async () => {
  const userId = await addFriend();
  const menu = (alias) => ({
    size: { width: 1200, height: 405 },
    selected: true,
    name: "menu",
    chatBarText: "メニュー",
    areas: [
      {
        bounds: { x: 0, y: 0, width: 1200, height: 405 },
        action: { type: "richmenuswitch", richMenuAliasId: alias, data: `to=${alias}` },
      },
    ],
  });
  const made = [];
  for (const [alias, other] of [["one", "two"], ["two", "one"]]) {
    const { richMenuId } = await fixture.client.createRichMenu(menu(other));
    assert.equal((await errorOf(fixture.client.setDefaultRichMenu(richMenuId))).status, 400, "no picture yet");
    await fixture.blob.setRichMenuImage(richMenuId, new Blob([picture(1200, 405)], { type: "image/png" }));
    await fixture.client.createRichMenuAlias({ richMenuAliasId: alias, richMenuId });
    made.push(richMenuId);
  }
  await fixture.client.setDefaultRichMenu(made[0]);
  const again = fixture.blob.setRichMenuImage(made[0], new Blob([picture(1200, 405)], { type: "image/png" }));
  assert.equal((await errorOf(again)).status, 400, "pictures stay");

  await fixture.control(`/users/${userId}/taps`, { area: 0 });
  assert.deepEqual(fixture.events.at(-1).postback.params, { newRichMenuAliasId: "two", status: "SUCCESS" });
  assert.equal((await fixture.client.getRichMenuIdOfUser(userId)).richMenuId, made[1]);
  await fixture.client.updateRichMenuAlias("two", { richMenuId: made[0] });
  assert.equal((await fixture.client.getRichMenuAlias("two")).richMenuId, made[0]);

  await fixture.client.unlinkRichMenuIdFromUsers({ userIds: [userId] });
  assert.equal((await errorOf(fixture.client.getRichMenuIdOfUser(userId))).status, 404);
  await fixture.client.deleteRichMenuAlias("one");
  assert.equal((await fixture.client.getRichMenuAliasList()).aliases.length, 1);
});

test("the monthly quota is counted per recipient, and exceeding it differs from a rate limit", async () => {
  const small = await openFixture("--quota", "2");
  try {
    const userId = await addFriend(small);
    assert.deepEqual(await small.client.getMessageQuota(), { type: "limited", value: 2 });
    await small.client.pushMessage({ to: userId, messages: [text("一"), text("二")] });
    await small.client.pushMessage({ to: userId, messages: [text("三")] });
    assert.equal((await small.client.getMessageQuotaConsumption()).totalUsage, 2);
    const over = await errorOf(small.client.pushMessage({ to: userId, messages: [text("四")] }));
    assert.deepEqual([over.status, over.message], [429, "You have reached your monthly limit."]);
  } finally {
    await small.close();
  }
});

test("calls over the rate limit are refused with a message other than the quota's", async () => {
  const slow = await openFixture("--rate-factor", "0.000001");
  try {
    const userId = await addFriend(slow);
    const push = () => slow.client.pushMessage({ to: userId, messages: [text("はい")] });
    await push();
    const refused = await errorOf(push());
    assert.deepEqual([refused.status, refused.message], [429, "The API rate limit has been exceeded. Try again later."]);
  } finally {
    await slow.close();
  }
});

test("a stateless token is issued for the channel secret", async () => {
  const { id, secret } = fixture.channel;
  const issued = await fixture.tokens.issueStatelessChannelTokenByClientSecret(id, secret);
  assert.equal(issued.expires_in, 900);
  const headers = { authorization: `Bearer ${issued.access_token}` };
  assert.equal((await fetch(`${fixture.url}/v2/bot/info`, { headers })).status, 200);
});

/** Returns a PNG of one colour. */
function picture(width, height) {
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, 0x9a)]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const data = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    chunk("IDAT", data),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type, data) {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}
