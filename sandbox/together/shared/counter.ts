/** Numbers things from 0, each kind for itself. */
export class Counter {
	private readonly counts = new Map<string, number>();

	next(kind: string): number {
		const count = this.counts.get(kind) ?? 0;
		this.counts.set(kind, count + 1);
		return count;
	}
}
