const SAMPLE_EVERY_MS = 10;

/** Growth over what there was before, in bytes. */
export interface Peak {
	resident: number;
	/** At its highest, with what nobody needs any more. */
	heap: number;
	/** Still there when the work is done, without garbage. */
	kept: number;
}

/** Watches the memory of this process while something runs. Needs Node's --expose-gc. */
export async function peakOf(work: () => Promise<void>): Promise<Peak> {
	collect();
	const before = process.memoryUsage();
	const peak = { resident: 0, heap: 0 };
	const look = () => {
		const { rss, heapUsed } = process.memoryUsage();
		peak.resident = Math.max(peak.resident, rss - before.rss);
		peak.heap = Math.max(peak.heap, heapUsed - before.heapUsed);
	};
	const timer = setInterval(look, SAMPLE_EVERY_MS);
	await work();
	clearInterval(timer);
	look();
	collect();
	return { ...peak, kept: process.memoryUsage().heapUsed - before.heapUsed };
}

function collect(): void {
	if (!globalThis.gc) throw new Error('Run this with --expose-gc');
	globalThis.gc();
}
