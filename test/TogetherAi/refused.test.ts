import { freshKey, jsonOf, runNode } from '../support/runNode';
import { scripted, type Line } from '../support/script';
import { startStandIn } from '../../sandbox/standIn';

const COUNT = 40;

describe.each([
	[401, 'Invalid API key provided', /^Invalid API key provided\. Check the API key/],
	[402, 'Credit limit exceeded', /^Credit limit exceeded\. Add credit/],
])('an account that is refused with %i', (status, message, said) => {
	async function run(maxConcurrency: number, apiKey: string, goesOn: boolean) {
		let full = false;
		const standIn = await startStandIn({
			intercept: async ({ response }) => {
				if (goesOn) return false;
				// Nobody is refused before all that may be in flight are.
				await standIn.waitUntil(() => full || standIn.inFlight >= Math.min(8, maxConcurrency));
				full = true;
				response.writeHead(status, { 'content-type': 'application/json' });
				response.end(JSON.stringify({ error: { message } }));
				return true;
			},
		});
		const { items } = await runNode({
			baseUrl: standIn.url,
			apiKey,
			parameters: { requests: { maxConcurrency } },
			input: Array.from({ length: COUNT }, () => ({})),
			onError: 'continueRegularOutput',
		});
		await standIn.close();
		return { items, sent: standIn.requests.length };
	}

	it.each([1, 4, 32])('is asked by those in flight only, of %i at a time', async (concurrency) => {
		const { items, sent } = await run(concurrency, freshKey(), false);
		expect(sent).toBe(Math.min(concurrency, 8));
		expect(jsonOf(items)).toHaveLength(COUNT);
		for (const { error, details } of jsonOf(items)) {
			expect(error).toMatch(said);
			expect(details).toMatchObject({ status });
		}
		const attempts = items.map(({ json }) => json['details']).filter(isSent);
		expect(attempts).toHaveLength(sent);
	});

	it('is asked again by the next run', async () => {
		const apiKey = freshKey();
		await run(4, apiKey, false);
		const { items, sent } = await run(4, apiKey, true);
		expect(sent).toBe(COUNT);
		expect(jsonOf(items).filter(({ error }) => error !== undefined)).toEqual([]);
	});
});

function isSent(details: unknown): boolean {
	return JSON.stringify(details).includes('"attempts":1');
}

describe.each(['on', 'off'])('choices nobody asked for, streaming %s', (streaming) => {
	it.each([
		[1, 3, 'The server gave 3 choices where 1 was asked for: only the first is kept.'],
		[2, 3, 'The server gave 3 choices where 2 were asked for: only the first 2 are kept.'],
	])('are dropped with a warning: %i asked for, %i given', async (asked, given, warning) => {
		const lines = Array.from({ length: given }, (_, n): Line => ({ content: `Choice ${n}` }));
		const standIn = await startStandIn({ intercept: scripted(() => lines) });
		const parameters = { requests: { streaming }, options: { choices: asked } };
		const { items } = await runNode({ baseUrl: standIn.url, parameters });
		const raw = await runNode({
			baseUrl: standIn.url,
			parameters: { ...parameters, simplify: false },
		});
		await standIn.close();
		expect(jsonOf(items).map(({ text }) => text)).toEqual(
			lines.slice(0, asked).map(({ content }) => content),
		);
		expect(jsonOf(items)[0]?.warnings).toEqual([warning]);
		expect(jsonOf(raw.items)).toMatchObject([{ warnings: [{ message: warning }] }]);
		expect(jsonOf(raw.items)[0]?.choices).toHaveLength(asked);
	});
});
