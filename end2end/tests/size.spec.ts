import { get } from "node:http";
import { expect, test } from "../fixtures";

/** How many bytes come over the wire, for whoever takes brotli. */
function bytes(url: string): Promise<{ length: number; coding: string | undefined }> {
  return new Promise((done, fail) => {
    get(url, { headers: { "accept-encoding": "br", accept: "text/html" } }, (answer) => {
      let length = 0;
      answer.on("data", (part: Buffer) => (length += part.length));
      answer.on("end", () => done({ length, coding: answer.headers["content-encoding"] }));
    }).on("error", fail);
  });
}

test("HTML and CSS of a form are together at most 14 KB, one round trip", async ({ request, server }) => {
  for (const path of ["/login", "/register", "/restore"]) {
    const html = await (await request.get(path)).text();
    const style = /href="(\/pkg\/[^"]+\.css)"/.exec(html)?.[1] ?? "";
    const [page, css] = await Promise.all([bytes(server.url + path), bytes(server.url + style)]);
    expect([page.coding, css.coding]).toEqual(["br", "br"]);
    test.info().annotations.push({ type: "bytes", description: `${path}: ${page.length} + ${css.length}` });
    expect(page.length + css.length, path).toBeLessThanOrEqual(14 * 1024);
  }
});

test("a first visit takes at most six requests, all to this site", async ({ ada, page, server }) => {
  // A file that is used twice comes out of the browser's cache.
  const seen = new Set<string>();
  page.on("request", (request) => seen.add(request.url()));
  await ada.opens("/login");
  await page.waitForLoadState("networkidle");
  expect(seen.size, [...seen].join("\n")).toBeLessThanOrEqual(6);
  expect([...seen].filter((url) => !url.startsWith(`${server.url}/`))).toEqual([]);
});
