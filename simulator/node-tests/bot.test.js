// LINE's own SDK for Node.js against the simulator: requests are understood, and responses are as
// the SDK expects them.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { deflateSync } from "node:zlib";
import { HTTPFetchError, validateSignature } from "@line/bot-sdk";
import { openStage } from "./stage.js";

let stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

const text = (words) => ({ type: "text", text: words });

/** Adds a person who follows the account, and returns their user ID. */
async function friend(on = stage) {
  const { userId } = await on.control("/users", { name: "潮風 花子" });
  await on.control(`/users/${userId}/follow`, {});
  return userId;
}

/** Returns the messages that the person sees in the chat. */
async function seen(userId) {
  const { messages } = await stage.control(`/users/${userId}/chat`);
  return messages.map(({ message }) => message);
}

/** Returns the error response of a call. */
async function refusal(call) {
  const error = await call.then(() => assert.fail("it was taken"), (reason) => reason);
  assert.ok(error instanceof HTTPFetchError, String(error));
  return { status: error.status, ...JSON.parse(error.body), requestId: error.headers.get("x-line-request-id") };
}

test("a signed webhook passes the SDK's middleware and its reply token serves once", async () => {
  const userId = await friend();
  await stage.control(`/users/${userId}/messages`, { text: "予約" });
  const event = stage.events.at(-1);
  assert.equal(event.source.userId, userId);
  const { sentMessages } = await stage.client.replyMessage({ replyToken: event.replyToken, messages: [text("はい")] });
  assert.equal(sentMessages.length, 1);
  assert.deepEqual((await seen(userId)).at(-1), text("はい"));

  const again = await refusal(stage.client.replyMessage({ replyToken: event.replyToken, messages: [text("はい")] }));
  assert.equal(again.status, 400);
  assert.equal(again.message, "Invalid reply token");
});

test("a webhook signed with another secret does not pass", async () => {
  const body = JSON.stringify({ destination: "U0", events: [] });
  const headers = { "x-line-signature": "bm90IGxpbmU=", "content-type": "application/json" };
  const answer = await fetch(stage.webhook, { method: "POST", headers, body });
  assert.equal(answer.status, 401);
  assert.equal(stage.refused.at(-1), "SignatureValidationFailed");
  assert.equal(validateSignature(body, stage.channel.secret, "bm90IGxpbmU="), false);
});

test("a push under a retry key is accepted once", async () => {
  const userId = await friend();
  const key = randomUUID();
  const push = () => stage.client.pushMessageWithHttpInfo({ to: userId, messages: [text("明日です")] }, key);
  const first = await push();
  assert.equal(first.httpResponse.status, 200);
  const second = await refusal(push());
  assert.equal(second.status, 409);
  assert.notEqual(second.requestId, first.httpResponse.headers.get("x-line-request-id"));
  assert.deepEqual(await seen(userId), [text("明日です")]);
});

test("a multicast reaches everybody on the list", async () => {
  const to = [await friend(), await friend()];
  await stage.client.multicast({ to, messages: [text("明日です")] }, randomUUID());
  for (const userId of to) assert.deepEqual(await seen(userId), [text("明日です")]);
});

test("a Flex message is shown as sent, and refused with the place of the mistake", async () => {
  const userId = await friend();
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
  await stage.client.pushMessage({ to: userId, messages: [flex("11月24日")] });
  assert.deepEqual(await seen(userId), [flex("11月24日")]);
  const wrong = await refusal(stage.client.pushMessage({ to: userId, messages: [flex("")] }));
  assert.equal(wrong.status, 400);
  assert.equal(wrong.details[0].property, "messages[0].contents.body.contents[0].text");
});

test("a rich menu with its picture and alias is shown, switched and cannot be changed", async () => {
  const userId = await friend();
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
    const { richMenuId } = await stage.client.createRichMenu(menu(other));
    assert.equal((await refusal(stage.client.setDefaultRichMenu(richMenuId))).status, 400, "no picture yet");
    await stage.blob.setRichMenuImage(richMenuId, new Blob([picture(1200, 405)], { type: "image/png" }));
    await stage.client.createRichMenuAlias({ richMenuAliasId: alias, richMenuId });
    made.push(richMenuId);
  }
  await stage.client.setDefaultRichMenu(made[0]);
  const again = stage.blob.setRichMenuImage(made[0], new Blob([picture(1200, 405)], { type: "image/png" }));
  assert.equal((await refusal(again)).status, 400, "pictures stay");

  await stage.control(`/users/${userId}/taps`, { area: 0 });
  assert.deepEqual(stage.events.at(-1).postback.params, { newRichMenuAliasId: "two", status: "SUCCESS" });
  assert.equal((await stage.client.getRichMenuIdOfUser(userId)).richMenuId, made[1]);
  await stage.client.updateRichMenuAlias("two", { richMenuId: made[0] });
  assert.equal((await stage.client.getRichMenuAlias("two")).richMenuId, made[0]);

  await stage.client.unlinkRichMenuIdFromUsers({ userIds: [userId] });
  assert.equal((await refusal(stage.client.getRichMenuIdOfUser(userId))).status, 404);
  await stage.client.deleteRichMenuAlias("one");
  assert.equal((await stage.client.getRichMenuAliasList()).aliases.length, 1);
});

test("the month's quota is counted by recipient and its end told from a rate limit", async () => {
  const small = await openStage("--quota", "2");
  try {
    const userId = await friend(small);
    assert.deepEqual(await small.client.getMessageQuota(), { type: "limited", value: 2 });
    await small.client.pushMessage({ to: userId, messages: [text("一"), text("二")] });
    await small.client.pushMessage({ to: userId, messages: [text("三")] });
    assert.equal((await small.client.getMessageQuotaConsumption()).totalUsage, 2);
    const over = await refusal(small.client.pushMessage({ to: userId, messages: [text("四")] }));
    assert.deepEqual([over.status, over.message], [429, "You have reached your monthly limit."]);
  } finally {
    await small.close();
  }
});

test("too many calls at once are refused as too many, not as the month's end", async () => {
  const slow = await openStage("--rate-factor", "0.000001");
  try {
    const userId = await friend(slow);
    const push = () => slow.client.pushMessage({ to: userId, messages: [text("はい")] });
    await push();
    const refused = await refusal(push());
    assert.deepEqual([refused.status, refused.message], [429, "The API rate limit has been exceeded. Try again later."]);
  } finally {
    await slow.close();
  }
});

test("a stateless token is issued to whoever knows the secret", async () => {
  const { id, secret } = stage.channel;
  const issued = await stage.tokens.issueStatelessChannelTokenByClientSecret(id, secret);
  assert.equal(issued.expires_in, 900);
  const headers = { authorization: `Bearer ${issued.access_token}` };
  assert.equal((await fetch(`${stage.url}/v2/bot/info`, { headers })).status, 200);
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
