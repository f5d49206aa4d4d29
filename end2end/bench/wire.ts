import { get, type IncomingHttpHeaders } from "node:http";
import { buffer } from "node:stream/consumers";

/** A body as it was on the wire. */
export interface Body {
  headers: IncomingHttpHeaders;
  bytes: Buffer;
}

/** Fetches like a browser, but leaves the body as it came. */
export function fetchRaw(url: string): Promise<Body> {
  return new Promise((done, fail) => {
    get(url, { headers: { "accept-encoding": "gzip, deflate, br", accept: "text/html, */*" } }, (answer) => {
      if (answer.statusCode !== 200) fail(new Error(`${url}: ${answer.statusCode}`));
      buffer(answer).then((bytes) => done({ headers: answer.headers, bytes }), fail);
    }).on("error", fail);
  });
}
