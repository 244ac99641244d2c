import { ApiError, type ApiErrorDetails } from './errors';
import { htmlText } from './htmlText';
import {
	asArray,
	asNumber,
	asObject,
	asString,
	isObject,
	parseJson,
	type JsonObject,
} from '../json';

/** What an error body says; `message` is undefined when it says nothing readable. */
export interface ErrorBody extends Pick<ApiErrorDetails, 'type' | 'code' | 'param' | 'requestId'> {
	message?: string;
}

const EXCERPT_LENGTH = 300;

/** As many characters of a text are looked at for them; what is cleaned before may become shorter. */
const EXCERPT_OF = 20_000;
const CLEANED_FOR_EXCERPT = 100_000;
/** As many faults of a request are told. */
const MAX_FAULTS = 5;

/**
 * Reads the API's error bodies: `{error: {message, type, param, code}}`, `{error: "text"}`,
 * `{message, type}`; see https://docs.together.ai/docs/error-codes. Servers in Python say `{detail}`
 * instead: a text, or a list of faults, see https://fastapi.tiangolo.com/tutorial/handling-errors.
 * @returns undefined when the value is none of them
 */
export function parseErrorBody(body: unknown): ErrorBody | undefined {
	if (!isObject(body)) return undefined;
	const requestId = asString(body['id']) || asString(body['request_id']) || undefined;
	const error = body['error'] ?? (body['message'] !== undefined ? body : body['detail']);
	const text = asString(error) ?? (error === body['detail'] ? faultsOf(asArray(error)) : undefined);
	if (text !== undefined) return withoutUndefined({ message: text || undefined, requestId });
	if (!isObject(error)) return undefined;
	const fields = {
		message: [messageOf(error), ...whatModelWrote(error)].filter(Boolean).join(' ') || undefined,
		type: asString(error['type']),
		code: asString(error['code']) ?? asNumber(error['code'])?.toString(),
		param: asString(error['param']),
		requestId,
	};
	return withoutUndefined(fields);
}

/** What went wrong, with the words of whom a gateway asked (OpenRouter: `metadata.raw`). */
function messageOf(error: JsonObject): string | undefined {
	const message = asString(error['message']) || undefined;
	const raw = asObject(error['metadata'])?.['raw'];
	const inner = innerMessage(typeof raw === 'string' ? parsed(raw) : raw) ?? wordsOf(raw);
	if (!inner || message?.includes(inner)) return message;
	return message ? `${message}: ${inner}` : inner;
}

/** Without what is further in it: a body may be nested without end. */
function innerMessage(body: unknown): string | undefined {
	const fields = asObject(body);
	const error = fields?.['error'] ?? fields?.['detail'] ?? fields;
	return asString(error) ?? asString(asObject(error)?.['message']);
}

function wordsOf(raw: unknown): string | undefined {
	return typeof raw === 'string' ? excerpt(raw) : undefined;
}

/** Groq shows the call that it could not read. */
function whatModelWrote(error: JsonObject): string[] {
	const written = asString(error['failed_generation']);
	return written ? [`The model wrote: ${shortened(written)}`] : [];
}

/** For instance `body.messages.0.role: Field required`. */
function faultsOf(list: unknown[] | undefined): string | undefined {
	const faults = list?.slice(0, MAX_FAULTS).filter(isObject);
	return faults
		?.map(({ loc, msg }) => [asArray(loc)?.join('.'), asString(msg)].filter(Boolean).join(': '))
		.join('; ');
}

function parsed(text: string): unknown {
	const json = parseJson(text);
	return json.ok ? json.value : undefined;
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
	return shortened(htmlText(clean(text.slice(0, CLEANED_FOR_EXCERPT)).slice(0, EXCERPT_OF)));
}

function shortened(words: string): string {
	return words.length > EXCERPT_LENGTH ? `${words.slice(0, EXCERPT_LENGTH)}…` : words;
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function withoutUndefined<T extends object>(fields: T): Defined<T> {
	const defined: Defined<T> = { ...fields };
	for (const key in defined) if (defined[key] === undefined) delete defined[key];
	return defined;
}
