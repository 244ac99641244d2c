import { performance } from 'node:perf_hooks';

import type { ApiRequest } from '../resource';
import { modelAccess } from './catalogue';
import { notServerless, rateLimited, unknownModel, type ApiFault } from './errors';
import { RateLimit, type Limits } from './limits';
import { pause } from './pause';

export interface AdmissionOptions extends Limits {
	/** Milliseconds before the first byte of a model's answer, fixed or by request number. */
	latencyMs?: number | ((index: number) => number);
	/** What a 429 tells the client to wait, in seconds; 1 when left out. */
	resetSeconds?: number;
}

/** The way of every request to a model: is there such a model, is there room, and the latency. */
export class Admission {
	private readonly limit: RateLimit;

	constructor(private readonly options: AdmissionOptions) {
		this.limit = new RateLimit(options);
	}

	/**
	 * Lets a valid request in after the latency, or gives the error it gets instead.
	 *
	 * @param types the types of models that can serve it
	 * @throws AbortError when the client leaves before
	 */
	async enter(
		request: ApiRequest,
		model: string,
		types: readonly string[],
	): Promise<ApiFault | undefined> {
		const access = modelAccess(model, types);
		if (access === 'unknown') return unknownModel(model);
		if (access === 'notServerless') return notServerless(model);
		const { latencyMs = 0, resetSeconds = 1 } = this.options;
		const leave = this.limit.enter(performance.now());
		if (leave === undefined) return rateLimited(model, resetSeconds);
		request.atEnd(leave);
		const latency = typeof latencyMs === 'number' ? latencyMs : latencyMs(request.index);
		await pause(latency, request.signal);
		return undefined;
	}
}
