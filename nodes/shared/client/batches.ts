import type { Pacing } from './pacing';
import { parseBatch, type Batch } from '../chat/batch/batch';
import { BatchError, BatchInterrupted } from '../chat/batch/errors';
import { jsonBody } from '../http/body';
import { ApiError } from '../http/errors';
import type { HttpClient } from '../http/httpClient';
import { readJson } from '../http/readBody';
import { asArray, asObject } from '../json';
import { RequestFailed } from '../run/withRetries';

/** The list has every job the account ever had; more than this, in bytes, is not read. */
const MAX_ANSWER = 256 * 1024 * 1024;

/** Batches have a rate pool of their own, whatever their model. */
const SCOPE = 'batches';

/** The batches endpoint. */
export class Batches {
	constructor(
		private readonly http: HttpClient,
		private readonly pacing: Pacing,
	) {}

	/**
	 * `POST /batches` for chat requests. The API knows no idempotency keys: after a fault that leaves
	 * open whether there is a job, the list is looked through before another one is made.
	 * @param inputFileId of a file that no other job has
	 * @throws {RequestFailed} when there is no job, {@link BatchInterrupted} when there may be one
	 */
	async create(inputFileId: string, signal: AbortSignal): Promise<Batch> {
		let mayExist = false;
		const attempt = async (): Promise<Batch> => {
			const existing = mayExist ? await this.find(inputFileId, signal) : undefined;
			if (existing) return existing;
			mayExist = true;
			return await this.send('POST', '', signal, {
				endpoint: '/v1/chat/completions',
				input_file_id: inputFileId,
				completion_window: '24h',
			}).then((answer) => toBatch(asObject(answer)?.['job'] ?? answer));
		};
		return await this.pacing
			.run({ model: SCOPE, repeatable: 'freely', signal }, attempt)
			.catch(async (error: unknown) => {
				if (!mayExist || isRefusal(error)) throw error;
				const existing = await this.find(inputFileId, signal).catch(() => {
					const told = `Whether there is a batch is not known: if there is, it has the input file ${inputFileId}.`;
					throw new BatchInterrupted(error, told, { inputFileId });
				});
				if (!existing) throw error;
				return existing;
			});
	}

	/**
	 * `GET /batches/{id}`.
	 * @throws {BatchError} when there is none, {@link RequestFailed} when it could not be read
	 */
	async get(id: string, signal: AbortSignal): Promise<Batch> {
		return await this.ask('GET', id, '', signal).catch((error: unknown) => {
			throw explained(error, id);
		});
	}

	/**
	 * `GET /batches`: all of the account, the newest first.
	 * @throws {RequestFailed} when the list could not be read
	 */
	async list(signal: AbortSignal): Promise<Batch[]> {
		return await this.pacing.run({ model: SCOPE, repeatable: 'freely', signal }, async () => {
			return parseBatches(await this.send('GET', '', signal));
		});
	}

	/**
	 * `POST /batches/{id}/cancel`. Takes some seconds: the job is CANCELING meanwhile.
	 * @throws {BatchError} when there is none or it has ended, {@link RequestFailed}
	 */
	async cancel(id: string, signal: AbortSignal): Promise<Batch> {
		return await this.ask('POST', id, '/cancel', signal).catch((error: unknown) => {
			throw explained(error, id);
		});
	}

	private async find(inputFileId: string, signal: AbortSignal): Promise<Batch | undefined> {
		const batches = parseBatches(await this.send('GET', '', signal));
		return batches.find((batch) => batch.inputFileId === inputFileId);
	}

	private async ask(
		method: 'GET' | 'POST',
		id: string,
		action: string,
		signal: AbortSignal,
	): Promise<Batch> {
		const path = `/${encodeURIComponent(id)}${action}`;
		return await this.pacing.run({ model: SCOPE, repeatable: 'freely', signal }, async () => {
			const answer = await this.send(method, path, signal).catch((error: unknown) => {
				// A conflict is no passing one here: the job has ended.
				throw isStatus(error, 409) ? explained(error, id) : error;
			});
			return toBatch(answer);
		});
	}

	private async send(
		method: 'GET' | 'POST',
		path: string,
		signal: AbortSignal,
		body?: object,
	): Promise<unknown> {
		const response = await this.http.send({
			method,
			path: `/batches${path}`,
			accept: 'application/json',
			...(body && { body: jsonBody(body), isSentOnce: true }),
			signal,
		});
		return await response.reading(
			async () => await readJson(response, MAX_ANSWER, { tellsErrors: false }),
		);
	}
}

function toBatch(value: unknown): Batch {
	const batch = parseBatch(value);
	if (!batch) throw new ApiError('malformed', 'The answer is not a batch');
	return batch;
}

function parseBatches(value: unknown): Batch[] {
	const list = asArray(value) ?? asArray(asObject(value)?.['data']);
	if (!list) throw new ApiError('malformed', 'The answer is not a list of batches');
	const newestFirst = (one: Batch, other: Batch) => timeOf(other) - timeOf(one);
	return list.flatMap((entry) => parseBatch(entry) ?? []).sort(newestFirst);
}

/** When a job was created, in ms; 0 where that is not told. */
export function timeOf({ createdAt }: Batch): number {
	return Date.parse(createdAt ?? '') || 0;
}

/** True when the server read the request and refused it: then there is no job. */
function isRefusal(error: unknown): boolean {
	const { reason } = error instanceof RequestFailed ? error : { reason: error };
	if (!(reason instanceof ApiError)) return false;
	const { kind, details } = reason;
	return kind === 'status' && (details.status ?? 500) < 500 && details.status !== 408;
}

function isStatus(error: unknown, status: number): boolean {
	const reason = error instanceof RequestFailed ? error.reason : error;
	return reason instanceof ApiError && reason.details.status === status;
}

/** What the API's refusals mean for a job. */
function explained(error: unknown, batchId: string): unknown {
	if (isStatus(error, 404)) {
		return new BatchError(
			`There is no batch ${batchId}`,
			'Check the Batch ID, and that the Together AI credential is of the account that created it.',
			{ batchId },
		);
	}
	if (!isStatus(error, 409)) return error;
	const said = error instanceof Error ? error.message : '';
	const advice = 'It has ended: get what became of its rows with Get Batch Results.';
	return new BatchError(said, advice, { batchId });
}
