import { expectNoSecrets } from './expectations';
import { inject, ITEMS } from './inject';
import { NODE_NAME, STREAMINGS } from './node';
import { SOURCE } from './source';
import { WHOLE_ANSWERS } from './wholeAnswers';
import { nodeOutcome } from '../../sandbox/engine';

const USED = { promptTokens: 11, completionTokens: 7, totalTokens: 18 };

const ROWS = WHOLE_ANSWERS.flatMap((fault) =>
	STREAMINGS.map((streaming) => ({ name: fault.name, fault, streaming })),
);

it.concurrent.each(ROWS)(
	'is the answer and not asked for again: $name, streaming $streaming',
	async ({ name, fault, streaming }) => {
		const onError = 'continueRegularOutput';
		const injected = await inject({ package: SOURCE, onError, fault, streaming });
		const { run, hit, sent } = injected;
		const { items } = nodeOutcome(run, NODE_NAME);
		expect(run.status).toBe('success');
		// The tokens of a stream are not told here.
		const isCounted = !name.endsWith('not asked for') || streaming === 'off';
		expect(items).toMatchObject(
			Array.from({ length: ITEMS }, (_, item) => ({
				json: {
					text: `Answer ${item}`,
					finishReason: 'stop',
					...(hit.includes(item) && isCounted && { tokenUsage: USED }),
				},
				pairedItem: { item },
			})),
		);
		expect(sent).toEqual([1, 1, 1, 1, 1]);
		expectNoSecrets(injected);
	},
	60_000,
);
