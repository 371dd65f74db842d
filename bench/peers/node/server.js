// LINE's SDK for Node.js as its README shows it. Its middleware checks the signature and parses the
// events; nothing else is done. `node server.js PORT PROCESSES`
import cluster from "node:cluster";
import { middleware } from "@line/bot-sdk";
import express from "express";

const [port, processes] = process.argv.slice(2).map(Number);

if (processes > 1 && cluster.isPrimary) {
  for (let started = 0; started < processes; started += 1) cluster.fork();
} else {
  const app = express();
  app.post("/line/webhook", middleware({ channelSecret: process.env.CHANNEL_SECRET }), (request, response) => {
    response.json({ events: request.body.events.length });
  });
  app.listen(port, "127.0.0.1");
}
