import { number, oneOf, type FormReader } from '../form/values';
import { asObject } from '../json';

/** How requests are sent: the `requests` collection of the form, which holds for all items. */
export interface RequestSettings {
	maxConcurrency: number;
	/** 0 for no limit of the user's own. */
	requestsPerMinute: number;
	maxRetries: number;
	/** How long a server that is down is waited for, in ms. */
	giveUpAfterMs: number;
	/** In ms. */
	silenceTimeoutMs: number;
	/** In ms, 0 for none. */
	totalTimeoutMs: number;
	streaming: 'auto' | 'on' | 'off';
}

/** Used where the user set nothing; the form shows the same values. */
export const REQUEST_DEFAULTS = {
	maxConcurrency: 32,
	requestsPerMinute: 0,
	maxRetries: 3,
	/** In seconds. */
	giveUpAfter: 120,
	/** In seconds. */
	timeout: 600,
	/** In seconds, 0 for none. */
	totalTimeout: 0,
	streaming: 'auto',
} as const;

/**
 * Reads the `requests` collection.
 * @throws {FormError} naming the setting that is out of range
 */
export function readRequestSettings(value: unknown): RequestSettings {
	const requests = { ...REQUEST_DEFAULTS, ...asObject(value) };
	const read = <T>(name: keyof typeof REQUEST_DEFAULTS, label: string, reader: FormReader<T>) =>
		reader(requests[name], `Requests > ${label}`);
	return {
		maxConcurrency: read(
			'maxConcurrency',
			'Max Concurrency',
			number({ min: 1, max: 1000, integer: true }),
		),
		requestsPerMinute: read('requestsPerMinute', 'Requests Per Minute', number({ min: 0 })),
		maxRetries: read('maxRetries', 'Max Retries', number({ min: 0, max: 20, integer: true })),
		giveUpAfterMs: 1000 * read('giveUpAfter', 'Give Up After', number({ min: 0, max: 86_400 })),
		silenceTimeoutMs: 1000 * read('timeout', 'Timeout', number({ min: 1, max: 86_400 })),
		totalTimeoutMs: 1000 * read('totalTimeout', 'Total Timeout', number({ min: 0, max: 86_400 })),
		streaming: read('streaming', 'Streaming', oneOf(['auto', 'on', 'off'])),
	};
}
