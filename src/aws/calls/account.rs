//! Who we are, what is protected, and what was denied.

use crate::app::effect::Page;
use crate::aws::call::{Caller, PAGE, Sink};
use crate::aws::convert::{required, resource as convert};
use crate::aws::errors;
use crate::domain::cause::Denial;
use crate::domain::failure::Failure;
use crate::domain::scope::Identity;
use crate::text::Text;

pub(super) async fn identity(caller: &Caller<'_>, sink: &mut Sink<'_>) -> Result<(), Failure> {
    let call = caller.clients.sts.get_caller_identity().send();
    let answer = caller.once("GetCallerIdentity", call).await?;
    sink(Page::Identity(Identity {
        account: required(answer.account.as_ref()),
        arn: required(answer.arn.as_ref()),
        region: Text::new(&caller.clients.region),
    }));
    Ok(())
}

pub(super) async fn resources(caller: &Caller<'_>, sink: &mut Sink<'_>) -> Result<(), Failure> {
    let call = |token| {
        caller.clients.backup.list_protected_resources().max_results(PAGE).set_next_token(token).send()
    };
    caller
        .pages("ListProtectedResources", call, |page| {
            sink(Page::Resources(
                page.results().iter().map(|raw| convert::listed(caller.scope, raw)).collect(),
            ));
            page.next_token
        })
        .await
}

pub(super) async fn resource(caller: &Caller<'_>, arn: &Text, sink: &mut Sink<'_>) -> Result<(), Failure> {
    let call = caller.clients.backup.describe_protected_resource().resource_arn(arn.raw()).send();
    let answer = caller.once("DescribeProtectedResource", call).await?;
    sink(Page::Resource(Box::new(convert::described(caller.scope, &answer))));
    Ok(())
}

pub(super) async fn denial(caller: &Caller<'_>, encoded: &Text, sink: &mut Sink<'_>) -> Result<(), Failure> {
    const OPERATION: &str = "DecodeAuthorizationMessage";
    let call = caller.clients.sts.decode_authorization_message().encoded_message(encoded.raw()).send();
    let answer = caller.once(OPERATION, call).await?;
    let decoded = answer.decoded_message.as_deref().and_then(Denial::decoded);
    let denial = decoded.ok_or_else(|| errors::garbled(OPERATION, "it is no authorization document"))?;
    sink(Page::Denial(Box::new(denial)));
    Ok(())
}
