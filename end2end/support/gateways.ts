import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "@playwright/test";
import smpp, { type Bind, type PDU, type Session, type SubmitSm } from "smpp";
import { freePort, type Settings } from "./cabinet";

/** An SMS as it was put together again. */
export interface Sms {
  to: string;
  from: string;
  text: string;
}

/** A gateway on loopback, which keeps what it takes. */
abstract class Gateway<Manner extends string> {
  /** What was taken, whole, in this order. */
  readonly taken: Sms[] = [];
  connections = 0;
  /** Where its certificate is, if it speaks TLS; nobody vouches for it but itself. */
  protected certificate: string | undefined;
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();

  constructor(
    readonly name: string,
    protected readonly port: number,
  ) {}

  /** The settings of this gateway in a site that sends by it. */
  abstract get settings(): Settings;
  protected abstract serve(manner: Manner): Server;

  /** The setting by which its certificate is good enough. */
  get authority(): Settings {
    return { [`sms.gateway.${this.name}.ca_file`]: `${this.certificate}/cert.pem` };
  }

  /** From here on over TLS. */
  secures(): this {
    const folder = mkdtempSync(join(tmpdir(), "cabinet-gateway-"));
    const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1"];
    const extensions = ["-addext", "basicConstraints=critical,CA:FALSE", "-addext", "subjectAltName=IP:127.0.0.1"];
    const files = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem")];
    execFileSync("openssl", ["req", "-x509", ...kind, ...extensions, ...files], { stdio: "ignore" });
    this.certificate = folder;
    return this;
  }

  protected get tls(): { key?: Buffer; cert?: Buffer } {
    const folder = this.certificate;
    return folder ? { key: readFileSync(join(folder, "key.pem")), cert: readFileSync(join(folder, "cert.pem")) } : {};
  }

  /** Goes on in another manner, on the same port; what was connected no longer is. */
  async becomes(manner: Manner): Promise<void> {
    await this.closes();
    if (manner === "gone") return;
    const server = this.serve(manner);
    server.on("connection", (socket: Socket) => {
      this.connections += 1;
      this.sockets.add(socket);
      socket.on("error", () => {}).on("close", () => this.sockets.delete(socket));
    });
    this.server = server;
    await new Promise<void>((done) => void server.listen(this.port, "127.0.0.1", done));
  }

  /** Hangs up on everybody. */
  drops(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** The SMS to a number, once it is there: the first one, or that of a position. */
  async messageTo(number: string, position = 1): Promise<Sms> {
    const found = () => this.taken.filter(({ to }) => to === number)[position - 1];
    await expect.poll(found, { message: `SMS ${position} to ${number} by ${this.name}`, timeout: 15_000 }).toBeDefined();
    const sms = found();
    if (!sms) throw new Error("unreachable");
    return sms;
  }

  private async closes(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    this.drops();
    if (server) await new Promise<void>((done) => void server.close(() => done()));
  }

  async stop(): Promise<void> {
    await this.closes();
    if (this.certificate) rmSync(this.certificate, { recursive: true });
  }
}

export type HttpManner = "takes" | "refuses" | "fails" | "throttles" | "locks-out" | "hangs" | "gone" | "redirects" | "endless" | "garbage";

/** A request that came to a gateway. */
export interface Asked {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
  /** The idempotency key. */
  key: string;
}

/** An answer of an HTTP gateway. */
const ANSWERS: Partial<Record<HttpManner, [status: number, body: string]>> = {
  takes: [200, `{"status":"queued"}`],
  refuses: [400, `{"error":"no such number"}`],
  fails: [500, "sorry"],
  throttles: [429, "slow down: no such number"],
  "locks-out": [401, "who are you?"],
};

/** What an answer that never ends is made of. */
const CHUNK = Buffer.alloc(64 * 1024, "-");

export class HttpGatewayServer extends Gateway<HttpManner> {
  /** How the site is told to ask. */
  method: "POST" | "GET" = "POST";
  /** Everything that was asked here, whatever was answered. */
  readonly asked: Asked[] = [];
  /** Bytes of an endless answer that went off, and whether it was cut off. */
  poured = 0;
  cut = false;

  static async start(name: string, manner: HttpManner = "takes"): Promise<HttpGatewayServer> {
    const gateway = new HttpGatewayServer(name, await freePort());
    await gateway.becomes(manner);
    return gateway;
  }

  get settings(): Settings {
    const [url, fields] = [`${this.certificate ? "https" : "http"}://127.0.0.1:${this.port}/messages`, "to={to}&from={from}&text={text}&key={key}"];
    const settings: Settings = {
      kind: "http",
      method: this.method,
      url: this.method === "GET" ? `${url}?${fields}` : url,
      body: this.method === "GET" ? "" : fields,
      headers: "Authorization: Bearer {secret}",
      secret: "s3cret",
      from: "Cabinet",
      success: "queued",
      refused: "no such number",
      timeout: "2s",
    };
    return Object.fromEntries(Object.entries(settings).map(([key, value]) => [`sms.gateway.${this.name}.${key}`, value]));
  }

  protected serve(manner: HttpManner): Server {
    const answers = (request: IncomingMessage, answer: ServerResponse) => {
      this.answers(manner, request, answer).catch(() => answer.destroy());
    };
    return this.certificate ? createHttpsServer(this.tls, answers) : createHttpServer(answers);
  }

  private async answers(manner: HttpManner, request: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { method = "", url = "", headers } = request;
    const body = await text(request);
    const { key = "", ...sms } = fieldsOf(headers["content-type"] === "application/json", method === "GET" ? url.split("?")[1] ?? "" : body);
    this.asked.push({ method, path: url, headers: headers as Record<string, string>, body, key });
    const [status, words] = ANSWERS[manner] ?? [200, ""];
    if (manner === "hangs") return;
    if (manner === "garbage") return void request.socket.end("\x00\x01 200 queued\n\n");
    if (manner === "redirects") return void answer.writeHead(307, { location: "/elsewhere" }).end("queued");
    if (manner === "endless") return this.pours(answer.writeHead(200));
    if (manner === "takes") this.taken.push(sms as unknown as Sms);
    answer.writeHead(status, { "content-type": "application/json" }).end(words);
  }

  /** Answers without end, as fast as it is read. */
  private pours(answer: ServerResponse): void {
    answer.on("close", () => (this.cut = true));
    const pour = () => {
      for (let more = true; more && !answer.destroyed; this.poured += CHUNK.length) more = answer.write(CHUNK);
    };
    answer.on("drain", pour);
    pour();
  }
}

/** The fields of a form, or of a JSON object. */
function fieldsOf(isJson: boolean, body: string): Record<string, string> {
  return isJson ? (JSON.parse(body) as Record<string, string>) : Object.fromEntries(new URLSearchParams(body));
}

export type SmppManner = "takes" | "refuses" | "fails" | "throttles" | "locks-out" | "hangs" | "silent" | "gone" | "garbage";

/** What the network says became of a message (SMPP 3.4, appendix B and §5.2.28). */
const STATES = { ENROUTE: 1, DELIVRD: 2, EXPIRED: 3, UNDELIV: 5 };

export type State = keyof typeof STATES;

/** A part of a message, as it was submitted. */
export interface Part extends SubmitSm {
  /** What the gateway calls it. */
  id: string;
}

export class SmppServer extends Gateway<SmppManner> {
  readonly binds: Bind[] = [];
  /** Every part that was submitted here, whatever was answered. */
  readonly parts: Part[] = [];
  private session: Session | undefined;

  static async start(name: string, manner: SmppManner = "takes"): Promise<SmppServer> {
    const gateway = new SmppServer(name, await freePort());
    await gateway.becomes(manner);
    return gateway;
  }

  get settings(): Settings {
    const settings: Settings = {
      kind: "smpp",
      host: "127.0.0.1",
      port: `${this.port}`,
      tls: this.certificate ? "implicit" : "none",
      user: "cabinet",
      password: "s3cret",
      from: "Cabinet",
      timeout: "2s",
      per_second: "100",
    };
    return Object.fromEntries(Object.entries(settings).map(([key, value]) => [`sms.gateway.${this.name}.${key}`, value]));
  }

  protected serve(manner: SmppManner): Server {
    if (manner === "hangs") return createServer();
    if (manner === "garbage") return createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    return smpp.createServer(this.tls, (session) => this.meets(session, manner));
  }

  private meets(session: Session, manner: SmppManner): void {
    session.on("error", () => {});
    session.on("enquire_link", (pdu) => session.send(pdu.response()));
    session.on("unbind", (pdu) => session.send(pdu.response()));
    session.on("bind_transceiver", (bind) => {
      this.binds.push(bind);
      session.send(bind.response(manner === "locks-out" ? { command_status: smpp.ESME_RBINDFAIL } : { system_id: "gateway" }));
      if (manner !== "locks-out") this.session = session;
    });
    session.on("close", () => {
      if (this.session === session) this.session = undefined;
    });
    session.on("submit_sm", (submit) => {
      const part: Part = Object.assign(submit, { id: `m-${this.parts.length + 1}` });
      this.parts.push(part);
      const no = { refuses: smpp.ESME_RINVDSTADR, fails: smpp.ESME_RSYSERR, throttles: smpp.ESME_RTHROTTLED }[manner as string];
      if (manner === "silent") return;
      if (manner === "takes") this.takes(part);
      session.send(submit.response(no === undefined ? { message_id: part.id } : { command_status: no }));
    });
  }

  /** Puts a message together once its last part is there. */
  private takes(part: Part): void {
    const { total, reference } = headerOf(part);
    const parts = this.parts.filter(({ destination_addr }) => destination_addr === part.destination_addr).slice(-total);
    const isWhole = parts.every((other, index) => headerOf(other).number === index + 1 && headerOf(other).reference === reference);
    if (parts.length < total || !isWhole) return;
    const message = parts.map(({ short_message }) => short_message.message).join("");
    this.taken.push({ to: `+${part.destination_addr}`, from: part.source_addr, text: message });
  }

  private get open(): Session {
    if (!this.session) throw new Error("nobody is bound");
    return this.session;
  }

  /** Reports what became of a part, in fields or as a text, and waits until that is acknowledged. */
  async reports(part: Part, state: State, as: "fields" | "text" = "text"): Promise<void> {
    const words = `id:${part.id} sub:001 dlvrd:001 submit date:2611221200 done date:2611221201 stat:${state} err:000 text:1`;
    const fields = { receipted_message_id: part.id, message_state: STATES[state] };
    const addresses = { source_addr: part.destination_addr, destination_addr: part.source_addr };
    const what = as === "text" ? { short_message: words } : fields;
    await acknowledged((answered) => this.open.deliver_sm({ ...addresses, esm_class: 4, ...what }, answered));
  }

  /** Something that a person sends back. */
  async hears(part: Part, words: string): Promise<void> {
    const addresses = { source_addr: part.destination_addr, destination_addr: part.source_addr };
    await acknowledged((answered) => this.open.deliver_sm({ ...addresses, esm_class: 0, short_message: words }, answered));
  }

  /** Asks whether anybody is there. */
  async asks(): Promise<void> {
    await acknowledged((answered) => this.open.enquire_link(answered));
  }

  /** Takes its leave, in proper form. */
  async unbinds(): Promise<void> {
    const session = this.open;
    await acknowledged((answered) => session.unbind(answered));
    session.close();
  }
}

/** Which part of how many this is, of which message: a message in one part has no header. */
export function headerOf({ short_message }: SubmitSm): { reference: number; total: number; number: number } {
  const element = short_message.udh?.find(([kind]) => kind === 0);
  const [, , reference = 0, total = 1, number = 1] = element ?? [];
  return { reference, total, number };
}

async function acknowledged(send: (answered: (answer: PDU) => void) => boolean): Promise<void> {
  const answer = await new Promise<PDU>((done, fail) => {
    if (!send(done)) fail(new Error("the connection is closed"));
  });
  expect(answer.command_status, answer.command).toBe(0);
}

/** The settings of a site that sends SMS by these gateways, in this order. */
export function chain(...gateways: { name: string; settings: Settings }[]): Settings {
  const settings: Settings = { preset: "phone", "sms.chain": gateways.map(({ name }) => name).join(",") };
  return Object.assign(settings, ...gateways.map((gateway) => gateway.settings));
}
