import { render } from 'preact';
import { App } from './App.tsx';
import chartStyle from './courseOfDisease/course.chart.css';
import { adoptStyle } from './style/adoptStyle.ts';

adoptStyle(chartStyle);
const root = document.getElementById('app');
if (root !== null) render(<App />, root);
