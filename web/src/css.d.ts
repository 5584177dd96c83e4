// A stylesheet imported from TypeScript is its minified text; web/build.mjs does that.
declare module "*.css" {
  const text: string;
  export default text;
}
