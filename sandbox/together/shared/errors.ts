import { json, type Answer } from './answer';

/** An error of the API's: its status, the `error` of its body, and headers. */
export interface ApiFault {
	status: number;
	error: ErrorDetail;
	headers?: Record<string, string>;
}

interface ErrorDetail {
	message: string;
	type: string;
	param: string | null;
	code: string | null;
}

/** The answer that tells of an error as most endpoints do, with the request's id where they have it. */
export function refusal({ status, error, headers }: ApiFault, id?: string): Answer {
	return json({ ...(id !== undefined && { id }), error }, status, headers);
}

/** The answer that tells of an error as batches do: `error` is a text. */
export function textRefusal(status: number, error: string, id: string): Answer {
	return json({ error, request_id: id }, status);
}

function fault(status: number, message: string, detail: Partial<ErrorDetail> = {}): ApiFault {
	return {
		status,
		error: { message, type: 'invalid_request_error', param: null, code: null, ...detail },
	};
}

export const invalidKey = (): ApiFault =>
	fault(
		401,
		'Invalid API key provided. You can find your API key at https://api.together.xyz/settings/api-keys.',
		{ code: 'invalid_api_key' },
	);

export const invalidRequest = (message: string, param: string | null): ApiFault =>
	fault(400, message, { param });

export const unknownModel = (model: string): ApiFault =>
	fault(
		404,
		`Unable to access model ${model}. Please visit https://api.together.ai/models to view the list of supported models.`,
		{ code: 'model_not_available' },
	);

export const notServerless = (model: string): ApiFault =>
	fault(
		400,
		`Unable to access non-serverless model ${model}. Please visit https://api.together.ai/models/${model} to create and start a new dedicated endpoint for the model.`,
		{ code: 'model_not_available' },
	);

export const notFound = (method: string, path: string): ApiFault =>
	fault(404, `No such route: ${method} ${path}`);

/** A refusal by the dynamic rate limit; `resetSeconds` is how long the client should wait. */
export const rateLimited = (model: string, resetSeconds: number): ApiFault => ({
	...fault(429, `You have exceeded the dynamic request rate limit for ${model}.`, {
		type: 'dynamic_request_limited',
	}),
	headers: { 'x-ratelimit-reset': String(resetSeconds) },
});

/** A fault of the stand-in itself, such as one of a test's reply function. */
export const brokenStandIn = (error: unknown): ApiFault =>
	fault(500, `The stand-in failed: ${error instanceof Error ? error.message : String(error)}`, {
		type: 'server_error',
	});
