import { performance } from 'node:perf_hooks';

import { lastUserText, type Exchange } from '../../../sandbox/standIn';

/** One chat request at the server. */
export interface Call {
	/** The execution that sent it. */
	execution: string;
	/** What it asked. */
	question: string;
	/** On the clock of `performance.now()`. */
	from: number;
	/** When its answer was complete or its connection closed; undefined before. */
	to?: number;
	/** The status of its answer; undefined when it was cut off before there was one. */
	status?: number;
	/** Whether the client went away before the answer was complete. */
	isCut: boolean;
}

/** A part of the time, and what the server saw in it. */
export interface Phase {
	fromMs: number;
	toMs: number;
	/** Most requests of each in flight at once, refused ones included, and of all together. */
	peaks: Record<string, number>;
	answered: number;
	throttled: number;
	/** Whether everybody asked more after it. */
	isShared: boolean;
}

/** Writes down who asked what, and when. */
export class Traffic {
	readonly calls: Call[] = [];

	/** Sees a request that the stand-in got. */
	watch({ request, response }: Exchange): void {
		const [execution = '', ...question] = lastUserText(request).split(' ');
		const from = performance.now();
		const call: Call = { execution, question: question.join(' '), from, isCut: false };
		this.calls.push(call);
		response.once('close', () => {
			call.to = performance.now();
			call.isCut = !response.writableFinished;
			if (response.headersSent) call.status = response.statusCode;
		});
	}

	/** Those being answered now. */
	get open(): Call[] {
		return this.calls.filter(({ to }) => to === undefined);
	}

	/** Begins anew. */
	clear(): void {
		this.calls.length = 0;
	}

	/**
	 * What happened, in parts of equal length.
	 * @param nameOf who sent a request
	 */
	phases(lengthMs: number, nameOf: (call: Call) => string): Phase[] {
		const start = Math.min(...this.calls.map(({ from }) => from));
		const end = Math.max(...this.calls.map(({ to, from }) => to ?? from));
		const count = Math.max(1, Math.ceil((end - start) / lengthMs));
		return Array.from({ length: count }, (_, at) => {
			const fromMs = at * lengthMs;
			const toMs = fromMs + lengthMs;
			return this.phase({ start, fromMs, toMs }, nameOf);
		});
	}

	private phase(
		{ start, fromMs, toMs }: { start: number; fromMs: number; toMs: number },
		nameOf: (call: Call) => string,
	): Phase {
		const ended = this.calls.filter(({ to = Infinity }) => {
			return to >= start + fromMs && to < start + toMs;
		});
		const peaks: Record<string, number> = {};
		let isShared = true;
		for (const name of new Set(this.calls.map(nameOf))) {
			const own = this.calls.filter((call) => nameOf(call) === name);
			peaks[name] = peak(own, start + fromMs, start + toMs);
			isShared &&= own.some(({ from }) => from > start + toMs);
		}
		peaks['all'] = peak(this.calls, start + fromMs, start + toMs);
		return {
			...{ fromMs, toMs, peaks },
			answered: ended.filter(({ status }) => status === 200).length,
			throttled: ended.filter(({ status }) => status === 429).length,
			isShared,
		};
	}
}

/** Most calls open at one moment between two moments. */
function peak(calls: readonly Call[], from: number, to: number): number {
	const within = calls.filter((call) => call.from < to && (call.to ?? Infinity) > from);
	// The number in flight only rises when one begins.
	const moments = [from, ...within.map((call) => call.from).filter((moment) => moment > from)];
	return moments.reduce((most, moment) => {
		const open = within.filter((call) => call.from <= moment && (call.to ?? Infinity) > moment);
		return Math.max(most, open.length);
	}, 0);
}
