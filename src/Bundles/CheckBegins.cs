namespace GatewayPipeline.Bundles;

/// <summary>
/// Hears of each check of a verification as it begins, so that what a gateway asks can be shown one by one: all but the
/// last have held, and the last has if the whole has.
/// </summary>
/// <param name="document">What is looked at: root, head, release record or bundle.</param>
/// <param name="check">What is asked of it.</param>
public delegate void CheckBegins(string document, string check);
