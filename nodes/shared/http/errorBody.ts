import { ApiError, type ApiErrorDetails } from './errors';
import { htmlText } from './htmlText';
import { asNumber, asString, isObject, parseJson } from '../json';

/** What an error body says; `message` is undefined when it says nothing readable. */
export interface ErrorBody extends Pick<ApiErrorDetails, 'type' | 'code' | 'param' | 'requestId'> {
	message?: string;
}

const EXCERPT_LENGTH = 300;

/** As many characters of a text are looked at for them; what is cleaned before may become shorter. */
const EXCERPT_OF = 20_000;
const CLEANED_FOR_EXCERPT = 100_000;

/**
 * Reads the API's error bodies: `{error: {message, type, param, code}}`, `{error: "text"}`,
 * `{message, type}`; see https://docs.together.ai/docs/error-codes.
 * @returns undefined when the value is none of them
 */
export function parseErrorBody(body: unknown): ErrorBody | undefined {
	if (!isObject(body)) return undefined;
	const requestId = asString(body['id']) || undefined;
	const error = body['error'] ?? (body['message'] !== undefined ? body : undefined);
	if (typeof error === 'string')
		return withoutUndefined({ message: error || undefined, requestId });
	if (!isObject(error)) return undefined;
	const fields = {
		message: asString(error['message']) || undefined,
		type: asString(error['type']),
		code: asString(error['code']) ?? asNumber(error['code'])?.toString(),
		param: asString(error['param']),
		requestId,
	};
	return withoutUndefined(fields);
}

/** True for a body or event that reports an error; a healthy one may carry `error: null`. */
export function hasError(body: unknown): boolean {
	if (!isObject(body)) return false;
	const { error } = body;
	return error !== undefined && error !== null && error !== false;
}

/** The finish reason of a choice that failed. */
export const FAILED = 'error';

/** The error for a 200 that tells an error in place of, or in the middle of, a completion. */
export function reportedError({ message, ...said }: ErrorBody = {}): ApiError {
	return new ApiError(
		'reported',
		message ?? 'The server reported an error without saying which',
		said,
	);
}

/**
 * What an error body in any format says: the API's JSON, or the text of a page put in front of it
 * by a proxy or Cloudflare, shortened.
 */
export function readErrorText(text: string): ErrorBody {
	const json = parseJson(text);
	const parsed = json.ok ? parseErrorBody(json.value) : undefined;
	if (parsed) return parsed;
	const message = excerpt(text);
	return message ? { message } : {};
}

/**
 * The readable words of a text or an HTML page, at most 300 characters.
 * @param clean removes what must not be in an error, before the text is cut to length: half a key is
 * still too much
 */
export function excerpt(text: string, clean: (text: string) => string = (given) => given): string {
	const words = htmlText(clean(text.slice(0, CLEANED_FOR_EXCERPT)).slice(0, EXCERPT_OF));
	return words.length > EXCERPT_LENGTH ? `${words.slice(0, EXCERPT_LENGTH)}…` : words;
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function withoutUndefined<T extends object>(fields: T): Defined<T> {
	const defined: Defined<T> = { ...fields };
	for (const key in defined) if (defined[key] === undefined) delete defined[key];
	return defined;
}
