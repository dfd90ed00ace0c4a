using System.Text.Json;
using GatewayPipeline.Bundles;

namespace GatewayPipeline.Delivery.Publishing.Building;

/// <summary>What came of some inputs.</summary>
/// <param name="Bundle">Null: there is none, for the reason that is given.</param>
/// <param name="Findings">As <c>gwp check -o json</c> prints them: <c>findings</c> and <c>summary</c>; and <c>held</c>,
/// a list of namespaces with <c>namespace</c>, <c>commit</c> and <c>findings</c>, where some are held back.</param>
/// <param name="IsRemembered">It was built before, and not again.</param>
public sealed record Build(Bundle? Bundle, JsonElement Findings, string? Refusal, bool IsRemembered);
