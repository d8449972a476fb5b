/**
 * Moves places apart until neighbours are at least `gap` from each other, each cluster staying
 * centred where it wanted to be. `wanted` is in ascending order; so is the answer.
 */
export function spread(
  wanted: readonly number[],
  gap: number,
  [low, high]: readonly [number, number] = [-Infinity, Infinity],
): readonly number[] {
  interface Cluster {
    readonly from: number;
    readonly places: readonly number[];
  }
  const start = (places: readonly number[]): number => {
    const middle = places.reduce((sum, place) => sum + place, 0) / places.length;
    const half = ((places.length - 1) * gap) / 2;
    return Math.max(low, Math.min(high - 2 * half, middle - half));
  };
  const clusters: Cluster[] = [];
  for (const place of wanted) {
    let cluster: Cluster = { from: start([place]), places: [place] };
    for (let last = clusters.at(-1); last !== undefined; last = clusters.at(-1)) {
      if (last.from + last.places.length * gap <= cluster.from + 1e-6) break;
      clusters.pop();
      const places = [...last.places, ...cluster.places];
      cluster = { from: start(places), places };
    }
    clusters.push(cluster);
  }
  return clusters.flatMap(({ from, places }) => places.map((_, i) => from + i * gap));
}
