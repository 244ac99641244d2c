/** An error answer: status and the API's body for it. */
export interface ErrorAnswer {
	status: number;
	body: { id?: string; error: ErrorDetail };
	headers?: Record<string, string>;
}

interface ErrorDetail {
	message: string;
	type: string;
	param: string | null;
	code: string | null;
}

function answer(status: number, message: string, detail: Partial<ErrorDetail> = {}): ErrorAnswer {
	return {
		status,
		body: { error: { message, type: 'invalid_request_error', param: null, code: null, ...detail } },
	};
}

export const invalidKey = (): ErrorAnswer =>
	answer(
		401,
		'Invalid API key provided. You can find your API key at https://api.together.xyz/settings/api-keys.',
		{ code: 'invalid_api_key' },
	);

export const invalidRequest = (message: string, param: string | null): ErrorAnswer =>
	answer(400, message, { param });

export const unknownModel = (model: string): ErrorAnswer =>
	answer(
		404,
		`Unable to access model ${model}. Please visit https://api.together.ai/models to view the list of supported models.`,
		{ code: 'model_not_available' },
	);

export const notServerless = (model: string): ErrorAnswer =>
	answer(
		400,
		`Unable to access non-serverless model ${model}. Please visit https://api.together.ai/models/${model} to create and start a new dedicated endpoint for the model.`,
		{ code: 'model_not_available' },
	);

export const notFound = (method: string, path: string): ErrorAnswer =>
	answer(404, `No such route: ${method} ${path}`);

/** A refusal by the dynamic rate limit; `resetSeconds` is how long the client should wait. */
export const rateLimited = (model: string, resetSeconds: number): ErrorAnswer => ({
	...answer(429, `You have exceeded the dynamic request rate limit for ${model}.`, {
		type: 'dynamic_request_limited',
	}),
	headers: { 'x-ratelimit-reset': String(resetSeconds) },
});
