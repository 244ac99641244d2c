import type { Pacing } from './pacing';
import { multipartBody, type FilePart, type TextPart } from '../http/body';
import { ApiError } from '../http/errors';
import type { HttpClient } from '../http/httpClient';
import { readLines } from '../http/lines';
import { readJson } from '../http/readBody';
import { asObject, asString } from '../json';
import { RequestFailed } from '../run/withRetries';

/** A file to upload. */
export interface NewFile extends Pick<FilePart, 'fileName' | 'mediaType' | 'length' | 'open'> {
	/** What it is for, in the API's words, for instance `batch-api`. */
	purpose: string;
}

/** Takes the lines of a file, with their numbers from 1. */
export type LineReader = (line: string, number: number) => Promise<void> | void;

/** What tells of a file is small; more, in bytes, is not read. */
const MAX_ANSWER = 1024 * 1024;

/** The limits of the API hold per model; files have none, and share their own. */
const SCOPE = 'files';

/** The files endpoint. */
export class Files {
	constructor(
		private readonly http: HttpClient,
		private readonly pacing: Pacing,
	) {}

	/**
	 * `POST /files/upload`, streamed. Files cost nothing: an upload that failed is begun again.
	 * @returns the id of the file
	 * @throws {RequestFailed} when it failed for good
	 */
	async upload(file: NewFile, signal: AbortSignal): Promise<string> {
		const { purpose, fileName, mediaType, length, open } = file;
		const body = multipartBody([
			...textParts({ purpose, file_name: fileName, file_type: 'jsonl' }),
			{ name: 'file', fileName, mediaType, length, open },
		]);
		return await this.pacing.run({ model: SCOPE, repeatable: 'freely', signal }, async () => {
			const response = await this.http.send({
				method: 'POST',
				path: '/files/upload',
				body,
				accept: 'application/json',
				signal,
			});
			return await response.reading(async () => parseId(await readJson(response, MAX_ANSWER)));
		});
	}

	/**
	 * `GET /files/{id}/content`, line by line. A file that breaks off is read again from its start.
	 * @param begin called for every attempt, gives the reader of its lines
	 * @throws {RequestFailed} when it failed for good
	 */
	async readLines(id: string, begin: () => LineReader, signal: AbortSignal): Promise<void> {
		await this.pacing.run({ model: SCOPE, repeatable: 'freely', signal }, async () => {
			const path = `/files/${encodeURIComponent(id)}/content`;
			const response = await this.http.send({
				method: 'GET',
				path,
				accept: '*/*',
				signal,
			});
			await response.reading(async () => await readLines(response, begin()));
		});
	}
}

/** Whether a file could not be read because there is none any more. */
export function isGone(error: unknown): boolean {
	const reason = error instanceof RequestFailed ? error.reason : error;
	return reason instanceof ApiError && [404, 410].includes(reason.details.status ?? 0);
}

function textParts(fields: Record<string, string>): TextPart[] {
	return Object.entries(fields).map(([name, value]) => ({ name, value }));
}

function parseId(value: unknown): string {
	const id = asString(asObject(value)?.['id']);
	if (!id) throw new ApiError('malformed', 'The answer does not tell the ID of the uploaded file');
	return id;
}
