import { createServer, type Server, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { expect } from "@playwright/test";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { freePort, type Settings } from "./cabinet";

/** How a mail server may behave. */
export type Manner = "takes" | "refuses" | "defers" | "greets-421" | "hangs" | "gone" | "strips-starttls" | "self-signed";

/** What an SMTP answer with this number is, to `smtp-server`. */
const no = (responseCode: number, words: string) => Object.assign(new Error(words), { responseCode });

/** A mail server on loopback, which keeps what it takes. */
export class MailServer {
  readonly letters: Email[] = [];
  /** Commands that told it an address: without any, nothing was given away. */
  recipients: string[] = [];
  connections = 0;
  private server: SMTPServer | Server | undefined;
  private readonly sockets = new Set<Socket>();

  private constructor(readonly port: number) {}

  static async start(manner: Manner): Promise<MailServer> {
    const mail = new MailServer(await freePort());
    await mail.becomes(manner);
    return mail;
  }

  /** The settings of a site that sends by it. */
  get settings(): Settings {
    return { "smtp.host": "127.0.0.1", "smtp.port": `${this.port}`, "smtp.tls": "none", "smtp.from": "Cabinet <accounts@example.org>" };
  }

  /** Goes on in another manner, on the same port. */
  async becomes(manner: Manner): Promise<void> {
    await this.stop();
    if (manner === "gone") return;
    const server = manner === "hangs" ? this.mute() : manner === "greets-421" ? this.busy() : this.sound(manner);
    this.server = server;
    await new Promise<void>((done) => void server.listen(this.port, "127.0.0.1", done));
  }

  /** Accepts connections, and says nothing. */
  private mute(): Server {
    return createServer((socket) => this.hold(socket));
  }

  private busy(): Server {
    return createServer((socket) => this.hold(socket).end("421 4.3.2 try again later\r\n"));
  }

  private hold(socket: Socket): Socket {
    this.connections += 1;
    this.sockets.add(socket);
    return socket.on("error", () => {});
  }

  private sound(manner: Manner): SMTPServer {
    const options: SMTPServerOptions = {
      authOptional: true,
      closeTimeout: 100,
      disabledCommands: manner === "self-signed" ? [] : ["STARTTLS"],
      onConnect: (_, done) => {
        this.connections += 1;
        done();
      },
      onRcptTo: ({ address }, _, done) => {
        this.recipients.push(address);
        if (manner === "refuses") return done(no(550, "5.1.1 no such mailbox"));
        if (manner === "defers") return done(no(451, "4.7.1 greylisted"));
        done();
      },
      onData: (stream, _, done) => {
        buffer(stream)
          .then((raw) => PostalMime.parse(raw))
          .then((letter) => this.letters.push(letter))
          .then(() => done(), done);
      },
    };
    return new SMTPServer(options).on("error", () => {});
  }

  /** The letter to an address, once it is there: the first one, or that of a number. */
  async letterTo(address: string, number = 1): Promise<Email> {
    const found = () => this.letters.filter((letter) => letter.to?.[0]?.address === address)[number - 1];
    await expect.poll(found, { message: `letter ${number} to ${address}`, timeout: 15_000 }).toBeDefined();
    const letter = found();
    if (!letter) throw new Error("unreachable");
    return letter;
  }

  async stop(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
    if (server) await new Promise<void>((done) => void server.close(() => done()));
  }
}
