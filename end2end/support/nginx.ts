import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, get, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "@playwright/test";

/** What we tell people to write into their own. */
const SNIPPET = resolve(import.meta.dirname, "../../docs/nginx.conf");
const PROGRAM = "/usr/sbin/nginx";

/** All that a request could leave on the disk stays in a folder of its own. */
const configuration = (port: number, cabinet: number, app: number): string => `
daemon off;
master_process off;
pid nginx.pid;
error_log stderr;
events {}
http {
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    upstream cabinet { server 127.0.0.1:${cabinet}; }
    upstream app { server 127.0.0.1:${app}; }
    server {
        listen 127.0.0.1:${port};
        include ${SNIPPET};
    }
}
`;

/** A page of somebody else, which believes what the proxy in front of it says. */
export class Application {
  /** The headers of what has reached it, the newest last. */
  readonly asked: IncomingHttpHeaders[] = [];

  private readonly server = createServer((request, answer) => {
    this.asked.push(request.headers);
    const { "x-account-contact": contact = "nobody" } = request.headers;
    answer.setHeader("content-type", "text/html; charset=utf-8");
    answer.end(`<!DOCTYPE html><html lang="en"><title>App</title><link rel="icon" href="data:,"><main><h1>The application</h1><p>For ${contact}</p></main></html>`);
  });

  static async start(): Promise<Application> {
    const app = new Application();
    await new Promise<void>((done) => void app.server.listen(0, "127.0.0.1", done));
    return app;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  stop(): Promise<void> {
    return new Promise((done) => {
      this.server.close(() => done());
      this.server.closeAllConnections();
    });
  }
}

/** A running nginx, in front of Cabinet and of an application. */
export class Nginx {
  log = "";
  private gone = false;

  private constructor(
    private readonly folder: string,
    private readonly process: ChildProcess,
  ) {
    process.stderr?.setEncoding("utf8").on("data", (text: string) => (this.log += text));
    process.on("error", (fault) => (this.log += fault.message));
    process.on("close", () => (this.gone = true));
  }

  static async start(port: number, cabinet: number, app: number): Promise<Nginx> {
    const folder = mkdtempSync(join(tmpdir(), "cabinet-nginx-"));
    writeFileSync(join(folder, "nginx.conf"), configuration(port, cabinet, app));
    const child = spawn(PROGRAM, ["-p", folder, "-c", "nginx.conf", "-e", "stderr"], { stdio: ["ignore", "ignore", "pipe"] });
    const nginx = new Nginx(folder, child);
    const answers = () =>
      new Promise<boolean>((done) => {
        get({ port, path: "/healthz", headers: { host: `127.0.0.1:${port}` } }, (answer) => done(answer.resume().statusCode === 200)).on("error", () => done(false));
      });
    await expect.poll(async () => nginx.gone || (await answers()), { timeout: 10_000, intervals: [20, 50, 100] }).toBe(true);
    if (nginx.gone) throw new Error(`nginx did not start: ${nginx.log}`);
    return nginx;
  }

  async stop(): Promise<void> {
    if (!this.gone) {
      const ended = new Promise((done) => this.process.once("close", done));
      this.process.kill("SIGTERM");
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
