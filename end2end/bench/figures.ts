/** Hands a figure to tools/bench. */
export function figure(name: string, value: number, unit: string): void {
  console.log(`${name}\t${value}\t${unit}`);
}

export function median(values: number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (low === undefined || high === undefined) throw new Error("a median of nothing");
  return (low + high) / 2;
}

const ROUNDS = 7;

/**
 * What a machine does besides, it does to both: they take turns, each goes first every other time, and each round has a ratio
 * of its own. The first round warms up and does not count. Both are in milliseconds.
 */
export async function compare(name: string, ours: () => Promise<number>, reference: () => Promise<number>): Promise<void> {
  const rounds: { own: number; other: number }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const first = round % 2 === 0 ? await ours() : undefined;
    const other = await reference();
    const own = first ?? (await ours());
    console.error(`   ${name}: ${own.toFixed(0)} ms, reference ${other.toFixed(0)} ms${round === 0 ? ", to warm up" : ""}`);
    if (round > 0) rounds.push({ own, other });
  }
  figure(name, median(rounds.map(({ own, other }) => own / other)), "ratio");
  figure(`${name}.ours`, median(rounds.map(({ own }) => own)), "ms");
  figure(`${name}.reference`, median(rounds.map(({ other }) => other)), "ms");
}
