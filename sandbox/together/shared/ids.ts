import { createHash } from 'node:crypto';

/** The names of one request: in `x-request-id` and in the `id` of bodies, and in `cf-ray`. */
export interface RequestIds {
	id: string;
	ray: string;
}

/** Makes the ids of one stand-in: new every time, the same in every run. */
export class Ids {
	private requests = 0;
	private things = 0;

	request(): RequestIds {
		const hex = hash(`ray ${this.requests++}`).toString('hex');
		const ray = hex.slice(0, 16);
		return { id: `o${hex.slice(16, 22)}-${hex.slice(22, 28)}-${ray}`, ray: `${ray}-EWR` };
	}

	/** A UUID for something the stand-in keeps, such as a job. */
	uuid(): string {
		const hex = hash(`thing ${this.things++}`).toString('hex');
		const ends = [8, 12, 16, 20, 32];
		return ends.map((end, at) => hex.slice(ends[at - 1] ?? 0, end)).join('-');
	}
}

/** Stable bytes for a text: what looks random in the real API is derived here. */
export function hash(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
