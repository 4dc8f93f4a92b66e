import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot, resultsFolder } from './folders';

const real = path.join(repositoryRoot, '..', 'shared', 'data', 'adult', 'adult_train.csv');

/** The table of the main job: census incomes where the file is, else one of the same shape made here. */
export function adultTable(): { file: string; generated: boolean } {
  if (existsSync(real)) return { file: real, generated: false };
  console.warn(`\n!!! ${real} is not there: the main job runs on a GENERATED table of the same shape !!!\n`);
  return { file: generateTable(), generated: true };
}

const jobs = ['Sales', 'Craft-repair', 'Exec-managerial', 'Other-service', ''];

/** 4,000 people; who earns more depends on age, hours and education, with noise. Seeded: the same table every time. */
function generateTable(): string {
  let state = 20;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647; // the minimal standard generator of Park and Miller
    return state / 2_147_483_647;
  };
  const lines = Array.from({ length: 4000 }, () => {
    const age = 17 + Math.floor(random() * 60);
    const education = 1 + Math.floor(random() * 16);
    const hours = 10 + Math.floor(random() * 60);
    const score = (age - 38) / 20 + (education - 9) / 3 + (hours - 40) / 15 + (random() - 0.5) * 2;
    return [age, jobs[Math.floor(random() * jobs.length)], education, hours, score > 0.8 ? '>50K' : '<=50K'].join(',');
  });
  const file = path.join(resultsFolder, 'adult_train.csv');
  mkdirSync(resultsFolder, { recursive: true });
  writeFileSync(file, `${['age,occupation,education_num,hours_per_week,income', ...lines].join('\n')}\n`);
  return file;
}
