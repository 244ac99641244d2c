import { startStandIn, type StandInOptions } from '../../sandbox/standIn';

const E5 = 'intfloat/multilingual-e5-large-instruct';

interface Reply {
	data: Array<{ index: number; embedding: number[] }>;
	usage: object;
	error: { message: string; code: string | null };
}

async function ask(body: object, options: StandInOptions = {}) {
	const standIn = await startStandIn(options);
	const response = await fetch(`${standIn.url}/embeddings`, {
		method: 'POST',
		headers: { authorization: 'Bearer any', 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	const reply = (await response.json()) as Reply;
	await standIn.close();
	return { status: response.status, reply };
}

describe('the embeddings of the stand-in', () => {
	it('are as long as one, near each other where texts share words, and the same each time', async () => {
		const { reply } = await ask({ model: E5, input: ['a red cat', 'a red dog', 'two birds'] });
		const [cat = [], dog = [], birds = []] = reply.data.map(({ embedding }) => embedding);
		const likeness = (a: number[], b: number[]) =>
			a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);

		expect(reply.data.map(({ index }) => index)).toEqual([0, 1, 2]);
		expect(likeness(cat, cat)).toBeCloseTo(1);
		expect(likeness(cat, dog)).toBeGreaterThan(likeness(cat, birds));
		expect(reply.usage).toEqual({ prompt_tokens: 8, total_tokens: 8 });
		expect((await ask({ model: E5, input: 'a red cat' })).reply.data[0]?.embedding).toEqual(cat);
	});

	it.each([
		{ body: { model: E5, input: [] }, status: 400 },
		{ body: { model: E5, input: ['a', ''] }, status: 400 },
		{ body: { model: E5, input: 'a', dimensions: 3 }, status: 400 },
		{ body: { model: 'openai/gpt-oss-120b', input: 'a' }, status: 400 },
		{ body: { model: 'no/such', input: 'a' }, status: 404 },
	])('are refused for $body', async ({ body, status }) => {
		expect((await ask(body)).status).toBe(status);
	});
});
