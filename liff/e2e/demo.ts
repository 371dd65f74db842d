/** A `sesshu demo` for each test: free ports, a fixed time, and no files left behind. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { leaks } from "./leaks.ts";

/** A Tuesday morning in Japan. */
export const NOW = "2026-11-24T10:00:00+09:00";

const STARTS_WITHIN_MS = 120_000;
const STOPS_WITHIN_MS = 30_000;

export class Demo {
  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
    /** Every line of its log, as JSON. */
    readonly log: readonly string[],
    readonly phoneUrl: string,
    /** The address of the residents' pages, with a trailing slash. */
    readonly pagesUrl: string,
  ) {}

  static async start(more: readonly string[] = []): Promise<Demo> {
    const folder = mkdtempSync(join(tmpdir(), "sesshu-e2e-"));
    const places = ["--data", folder, "--listen", "127.0.0.1:0", "--simulator", "127.0.0.1:0"];
    const args = ["demo", ...places, "--now", NOW, ...more];
    const child = spawn(binary(), args, {
      env: { ...process.env, SESSHU_LOG_FORMAT: "json" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const log: string[] = [];
    createInterface(child.stderr).on("line", (line) => log.push(line));
    const late = setTimeout(() => child.kill("SIGKILL"), STARTS_WITHIN_MS);
    const phone = /The phone\s+(\S+)/;
    const pages = /The service\s+(\S+)/;
    let said = "";
    for await (const line of createInterface(child.stdout)) {
      said += `${line}\n`;
      const [phoneUrl, pagesUrl] = [phone.exec(said)?.[1], pages.exec(said)?.[1]];
      if (!phoneUrl || !pagesUrl) continue;
      clearTimeout(late);
      child.stdout.resume();
      return new Demo(child, folder, log, phoneUrl, pagesUrl);
    }
    clearTimeout(late);
    throw new Error(`sesshu demo did not start:\n${said}${log.join("\n")}`);
  }

  /** Returns the panics and errors in its log. */
  complaints(): string[] {
    return this.log.filter(
      (line) => line.includes('"level":"ERROR"') || / panicked at /.test(line),
    );
  }

  /** Returns personal data found in its log or its database, and removes the folder. */
  leaks(): string[] {
    const found = leaks(this.log, this.folder);
    rmSync(this.folder, { recursive: true });
    return found;
  }

  /** Stops it and waits. Returns the exit code, or `null` if it had to be killed. */
  async stop(): Promise<number | null> {
    const { process: child } = this;
    if (child.exitCode === null && child.signalCode === null) {
      const late = setTimeout(() => child.kill("SIGKILL"), STOPS_WITHIN_MS);
      child.kill("SIGTERM");
      await once(child, "exit");
      clearTimeout(late);
    }
    return child.exitCode;
  }
}

function binary(): string {
  const path = process.env.SESSHU_BIN;
  if (!path) {
    throw new Error(
      "SESSHU_BIN is not set: build with `cargo build --features rehearsal`, then name the binary in it",
    );
  }
  if (!existsSync(path)) throw new Error(`SESSHU_BIN names ${path}, which is not there`);
  return path;
}
