import type { Models } from './models';
import { ApiError } from '../http/errors';
import { RequestFailed } from '../run/withRetries';

/** The code of an error that tells that a model is of another type. */
export const WRONG_MODEL = 'wrong_model_type';

/** Statuses by which a server refuses what was sent, so that less of it may pass. */
const REFUSED = [400, 413, 422];

/** As long is waited for the list, in ms: it only makes an error clearer. */
const LIST_TIMEOUT_MS = 10_000;

/** Whether a server refused what was sent, and not whom or what it was sent to. */
export function isRefusal(error: unknown): boolean {
	const { status = 0, code = '', param } = detailsOf(error);
	return REFUSED.includes(status) && !code.includes('model') && param !== 'model';
}

/** Finds out whether a request was refused because its model is of another type than is needed. */
export class WrongModelFinder {
	private types: Promise<Map<string, string>> | undefined;

	constructor(
		private readonly models: Models,
		private readonly wanted: string,
	) {}

	/**
	 * Servers tell of a wrong model in many ways, so the list of models is asked, once, when a request was
	 * refused.
	 * @returns an error that says it in plain words, or else the error as it was
	 */
	async explain(model: string, error: unknown): Promise<unknown> {
		const { status = 0 } = detailsOf(error);
		if (!(error instanceof RequestFailed) || ![...REFUSED, 404].includes(status)) return error;
		this.types ??= this.listTypes();
		const type = (await this.types).get(model);
		if (!type || type === this.wanted) return error;
		return new RequestFailed(
			new ApiError('status', `${model} is a model of type ${type}, not of type ${this.wanted}`, {
				...detailsOf(error),
				code: WRONG_MODEL,
			}),
			error.attempts,
		);
	}

	private async listTypes(): Promise<Map<string, string>> {
		const models = await this.models.list(AbortSignal.timeout(LIST_TIMEOUT_MS)).catch(() => []);
		return new Map(models.map(({ id, type }) => [id, type]));
	}
}

function detailsOf(error: unknown): ApiError['details'] {
	const reason = error instanceof RequestFailed ? error.reason : error;
	return reason instanceof ApiError ? reason.details : {};
}
