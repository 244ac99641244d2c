import { ApiError } from './errors';

/** What all answers that are being read may hold together, in bytes. */
const MAX_HELD = 256 * 1024 * 1024;

/** One answer that is being read. */
interface Reading {
	size: number;
	end: (error: ApiError) => void;
}

/**
 * What the answers that are being read at the same time hold. Where they hold too much together, the
 * largest of them is ended: so none fails for the sake of others that hold more than it.
 */
export class MemoryBudget {
	private readonly readings = new Set<Reading>();

	private held = 0;

	/** @param maxBytes for all together */
	constructor(private readonly maxBytes = MAX_HELD) {}

	/**
	 * Begins to count an answer.
	 * @param end called, at most once, when the answer has to make room
	 */
	open(end: (error: ApiError) => void): HeldBytes {
		const reading: Reading = { size: 0, end };
		this.readings.add(reading);
		return {
			resize: (size) => {
				if (!this.readings.has(reading)) return;
				this.held += size - reading.size;
				reading.size = size;
				while (this.held > this.maxBytes) this.endLargest();
			},
			release: () => this.remove(reading),
		};
	}

	private endLargest(): void {
		let largest: Reading | undefined;
		for (const reading of this.readings) {
			if (!largest || reading.size > largest.size) largest = reading;
		}
		if (!largest) return;
		this.remove(largest);
		const megabytes = Math.round(this.maxBytes / 1024 / 1024);
		largest.end(
			new ApiError(
				'tooLarge',
				`The answers that are read at the same time are larger than ${megabytes} MB together, and this one is the largest: lower Requests > Max Concurrency`,
			),
		);
	}

	private remove(reading: Reading): void {
		if (this.readings.delete(reading)) this.held -= reading.size;
	}
}

/** How much one answer holds. */
export interface HeldBytes {
	/** Says how much it is by now, in bytes. */
	resize(size: number): void;
	/** Says that the answer is read, or given up. */
	release(): void;
}

/** The budget of the process. */
export const memoryBudget = new MemoryBudget();
