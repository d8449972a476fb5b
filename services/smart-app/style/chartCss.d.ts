/** Style of a picture: used on the page and written into saved files. */
declare module '*.chart.css' {
  const text: string;
  export default text;
}
