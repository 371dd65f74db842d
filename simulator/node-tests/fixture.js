// Test fixture: the simulator as a program, and a bot built with LINE's own SDK.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { channelAccessToken, messagingApi, middleware } from "@line/bot-sdk";

const PROGRAM = process.env.LINE_SIMULATOR_BIN;
const CHANNEL = { id: "1600000001", secret: "node-test-secret", token: "node-test-token" };

/** @param {string[]} options further options of the program */
export async function openFixture(...options) {
  const bot = await listen();
  const program = spawn(
    PROGRAM ?? "line-simulator",
    ["--listen", "127.0.0.1:0", "--webhook", bot.url, "--channel-id", CHANNEL.id, ...options],
    {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, LINE_CHANNEL_SECRET: CHANNEL.secret, LINE_CHANNEL_ACCESS_TOKEN: CHANNEL.token },
    },
  );
  const [line] = await once(createInterface(program.stdout), "line");
  const url = line.slice(line.indexOf("http"));
  const access = { channelAccessToken: CHANNEL.token, baseURL: url };
  return {
    url,
    channel: CHANNEL,
    events: bot.events,
    refused: bot.refused,
    webhook: bot.url,
    client: new messagingApi.MessagingApiClient(access),
    blob: new messagingApi.MessagingApiBlobClient(access),
    tokens: new channelAccessToken.ChannelAccessTokenClient({ baseURL: url, channelAccessToken: "" }),
    control: (path, body) => control(`${url}/_sim${path}`, body),
    async close() {
      const ended = once(program, "exit");
      program.kill();
      await ended;
      bot.close();
    },
  };
}

/** Starts the bot. The SDK's middleware checks the signature before events are accepted. */
async function listen() {
  const events = [];
  const refused = [];
  const check = middleware({ channelSecret: CHANNEL.secret });
  const server = createServer((request, response) => {
    check(request, response, (error) => {
      if (error) refused.push(error.name);
      else events.push(...request.body.events);
      response.writeHead(error ? 401 : 200).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { events, refused, url: `http://127.0.0.1:${server.address().port}/webhook`, close: () => server.close() };
}

/** Sends a POST with a body, or a GET without. Acts of people return after their webhook was answered. */
async function control(url, body) {
  const post = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(url, body === undefined ? {} : post);
  const text = await answer.text();
  return text === "" ? null : JSON.parse(text);
}
