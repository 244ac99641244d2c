import { startStandIn } from '../../sandbox/standIn';
import { runModel } from '../LmChatTogetherAi/useModel';
import { runNode, userSays } from '../support/runNode';

const CUT = 'A smile \ud83d';
const REPAIRED = 'A smile \ufffd';
/** Looks like half a character, and is none. */
const WHOLE = 'A smile 😀, \\ud83d, \\\\ud83d, "\n\\ud83d" and \u0000ud83d';

/** What the only request of a run held. */
async function sent(run: (url: string) => Promise<unknown>): Promise<unknown> {
	const standIn = await startStandIn();
	await run(standIn.url).finally(() => standIn.close());
	expect(standIn.requests).toHaveLength(1);
	return standIn.requests[0]?.body;
}

it('half a character is repaired wherever it stands in a request', async () => {
	const values = [{ name: 'f', description: CUT, parameters: '{}' }];
	const parameters = {
		messages: userSays(CUT),
		options: { extraBody: { [CUT]: [CUT] }, stop: [CUT] },
		functions: { values },
	};
	const request = await sent(async (baseUrl) => await runNode({ baseUrl, parameters }));
	expect(request).toMatchObject({
		messages: [{ role: 'user', content: REPAIRED }],
		tools: [{ function: { name: 'f', description: REPAIRED } }],
		stop: [REPAIRED],
		[REPAIRED]: [REPAIRED],
	});
});

it('what is whole is sent as it is', async () => {
	const parameters = { messages: userSays(`${WHOLE}${CUT}`) };
	const request = await sent(async (baseUrl) => await runNode({ baseUrl, parameters }));
	expect(request).toMatchObject({ messages: [{ content: `${WHOLE}${REPAIRED}` }] });
});

it('half a character is repaired in what an agent says', async () => {
	const request = await sent(
		async (baseUrl) =>
			await runModel(baseUrl, async (model) => {
				await model.invoke(`${WHOLE}${CUT}`);
				return {};
			}),
	);
	expect(request).toMatchObject({ messages: [{ content: `${WHOLE}${REPAIRED}` }] });
});
