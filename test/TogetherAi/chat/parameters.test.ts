import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { fieldPaths } from './formFields';
import { fieldsOf, PARAMETERS, parametersMarkdown } from './parameterTable';
import { TogetherAi } from '../../../nodes/TogetherAi/TogetherAi.node';

const FORM = fieldPaths(new TogetherAi().description.properties);

it.each(Object.entries(PARAMETERS))('%s is carried by %s', (_name, cell) => {
	for (const field of fieldsOf(cell)) expect(FORM).toContain(field);
});

it('is all in the README', () => {
	const readme = readFileSync(join(__dirname, '../../../README.md'), 'utf8');
	const [, table] = /<!-- parameters:start -->([\s\S]*?)<!-- parameters:end -->/.exec(readme) ?? [];
	expect(table?.trim()).toBe(parametersMarkdown());
});
