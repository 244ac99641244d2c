import type { INodeParameters } from 'n8n-workflow';

import { runNode, jsonOf } from '../../support/runNode';
import { inTurn } from '../../support/script';
import { startStandIn } from '../../../sandbox/standIn';

const REGEX: INodeParameters = { responseFormat: 'regex', regexPattern: 'yes|no' };
const LOOKING: INodeParameters = {
	responseFormat: 'jsonSchema',
	jsonSchema: '{"pattern":"^(?!no).+"}',
};
const MISFIT = 'The answer does not fit the Pattern.';
const UNCHECKED: unknown = expect.stringMatching(
	/^Only the server can have checked .*"\^\(\?!no\)\.\+"/,
);

describe.each(['on', 'off'])('streaming %s', (streaming) => {
	async function ask(parameters: INodeParameters, content: string) {
		const standIn = await startStandIn({ intercept: inTurn({ content }) });
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: { ...parameters, requests: { streaming } },
		});
		await standIn.close();
		return jsonOf(items);
	}

	it('an answer that fits the Pattern is given without a word', async () => {
		const [item] = await ask(REGEX, 'yes');
		expect(item).toMatchObject({ text: 'yes' });
		expect(item).not.toHaveProperty('warnings');
	});

	it.each([true, false])('one that does not is warned of, simplified: %s', async (simplify) => {
		const [item] = await ask({ ...REGEX, simplify }, 'maybe');
		expect(item?.warnings).toEqual([simplify ? MISFIT : { message: MISFIT }]);
	});

	it('a schema whose pattern only the server can match gives the data and a warning', async () => {
		const [item] = await ask(LOOKING, '"no"');
		expect(item).toMatchObject({ data: 'no', warnings: [UNCHECKED] });
	});

	it('warns after a repair as well', async () => {
		const standIn = await startStandIn({
			intercept: inTurn({ content: 'no' }, { content: '"no"' }),
		});
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: { ...LOOKING, options: { repairAnswer: true }, requests: { streaming } },
		});
		await standIn.close();
		expect(jsonOf(items)).toMatchObject([{ data: 'no', warnings: [UNCHECKED] }]);
	});
});
