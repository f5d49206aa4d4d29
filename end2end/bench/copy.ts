import { createServer, type OutgoingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, brotliDecompressSync } from "node:zlib";
import { type Body, fetchRaw } from "./wire";

/** What of an answer a plain file server would say too. */
const KEPT = ["content-type", "content-encoding", "cache-control"];

/** The files of a site's /login, saved as they came over the wire, on a server that does nothing but send them. */
export class Copy {
  private readonly files = new Map<string, Body>();
  private asked: string[] = [];

  private readonly server: Server = createServer((request, answer) => {
    const path = request.url ?? "";
    const file = this.files.get(path);
    this.asked.push(path);
    if (!file) answer.writeHead(404).end();
    else answer.writeHead(200, { ...file.headers, "content-length": file.bytes.length }).end(file.bytes);
  });

  static async of(site: string): Promise<Copy> {
    const copy = new Copy();
    const page = await fetchRaw(`${site}/login`);
    if (page.headers["content-encoding"] !== "br") throw new Error("the page did not come in brotli");
    const html = brotliDecompressSync(page.bytes).toString();
    const paths = [...new Set(html.match(/\/pkg\/[\w/]+\.(?:css|js|wasm)|\/favicon\.svg/g))];
    for (const path of paths) copy.save(path, await fetchRaw(site + path));

    // As it came, but for its scripts.
    const still = html.replaceAll(/<script\b.*?<\/script>|<link\b[^>]*\brel="?(?:module)?preload\b[^>]*>/gs, "");
    copy.save("/still", { headers: page.headers, bytes: brotliCompressSync(still) });

    // The very bytes of the page, whose scripts may not run, and beside its first byte word of every other file.
    const links = paths.filter((path) => /\.(?:js|wasm)$/.test(path)).map((path) => `<${path}>; rel=preload; as=fetch; crossorigin`);
    copy.save("/alone", page, { "content-security-policy": "script-src 'none'", link: links.join(", ") });

    await new Promise<void>((done) => void copy.server.listen(0, "127.0.0.1", done));
    return copy;
  }

  private save(path: string, { headers, bytes }: Body, more: OutgoingHttpHeaders = {}): void {
    const kept = Object.fromEntries(KEPT.map((name) => [name, headers[name]]).filter(([, value]) => value !== undefined));
    this.files.set(path, { headers: { ...kept, ...more } as Body["headers"], bytes });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The files that have been asked for since the last time. */
  takeAsked(): string[] {
    return this.asked.splice(0);
  }

  stop(): Promise<void> {
    return new Promise((done) => {
      this.server.close(() => done());
      this.server.closeAllConnections();
    });
  }
}
