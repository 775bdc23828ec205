using Microsoft.AspNetCore.Mvc;

namespace Faucet.Web.Site;

/// <summary>303: read this page next. A reload then repeats the reading, not the post.</summary>
internal sealed class SeeOther(string path) : ActionResult
{
    public override void ExecuteResult(ActionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.HttpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.HttpContext.Response.Headers.Location = path;
    }
}
