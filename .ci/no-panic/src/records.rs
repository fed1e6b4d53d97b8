//! The records of MSNP's commands, each read, checked and written alone.

use crate::payload::asked;
use imwire::Wire;
use imwire::msnp::{Dialect, ft, ns, sb};
use std::hash::Hash;
use std::hint::black_box;

/// Reads a command, and writes any value of its type.
#[inline(always)]
fn record<'a, T: Wire<'a, Context = Dialect> + Copy + PartialEq + Hash>(
    bytes: &'a [u8],
    out: &mut [u8],
) -> usize {
    let dialect = Dialect::new(bytes.first().copied().unwrap_or_default());
    let Ok(command) = black_box(T::parse_with(bytes, dialect)) else { return 0 };
    black_box(command.check(dialect).is_ok());
    asked(command, out).is_some().into()
}

/// One call for the records of a module.
macro_rules! records {
    ($($name:ident: { $($record:path),* $(,)? })*) => {
        crate::calls! {
            $(fn $name(bytes, out) {
                $(black_box(record::<$record>(bytes, out));)*
                Some(0)
            })*
        }
    };
}

records! {
    record_ft: {
        ft::Bye, ft::Ccl, ft::Fil, ft::Tfr, ft::Usr<'_>, ft::Ver<'_>,
    }
    record_ns_contacts: {
        ns::Adc<'_>, ns::Add<'_>, ns::AddReply<'_>, ns::Adl<'_>, ns::AdlReply<'_>, ns::Fqy<'_>, ns::Lst,
        ns::LstReply<'_>, ns::Rea<'_>, ns::ReaReply<'_>, ns::Rem<'_>, ns::RemReply<'_>, ns::Rml<'_>,
        ns::RmlReply<'_>, ns::Sbp<'_>, ns::Syn<'_>, ns::SynReply<'_>,
    }
    record_ns_groups: {
        ns::Adg<'_>, ns::AdgReply<'_>, ns::Lsg, ns::LsgReply<'_>, ns::Reg<'_>, ns::RegReply<'_>, ns::Rmg<'_>,
        ns::RmgReply<'_>,
    }
    record_ns_notify: {
        ns::Del<'_>, ns::DelReply<'_>, ns::Ipg<'_>, ns::Nfy<'_>, ns::Not<'_>, ns::Pag<'_>, ns::Pgd<'_>,
        ns::Put<'_>, ns::PutReply<'_>, ns::Sdg<'_>, ns::Ubm<'_>, ns::Ubn<'_>, ns::Uum<'_>, ns::Uun<'_>,
        ns::UunReply<'_>,
    }
    record_ns_presence: {
        ns::Chg<'_>, ns::Fln<'_>, ns::Iln<'_>, ns::Nln<'_>, ns::Ubx<'_>, ns::Uux<'_>, ns::UuxReply<'_>,
    }
    record_ns_services: {
        ns::Fnd<'_>, ns::FndReply<'_>, ns::Fsl<'_>, ns::Gcf<'_>, ns::GcfReply<'_>, ns::Ims<'_>,
        ns::ImsReply<'_>, ns::Sdc<'_>, ns::SdcReply<'_>, ns::Snd<'_>, ns::SndReply, ns::Url<'_>,
        ns::UrlReply<'_>, ns::Vas<'_>,
    }
    record_ns_session: {
        ns::Out, ns::OutPush<'_>, ns::Rng<'_>, ns::Ver<'_>, ns::VerReply<'_>, ns::Xfr<'_>, ns::XfrReply<'_>,
    }
    record_ns_settings: {
        ns::Blp, ns::BlpReply, ns::Bpr<'_>, ns::Gtc, ns::GtcReply, ns::Prp<'_>, ns::PrpReply<'_>,
    }
    record_ns_signin: {
        ns::Chl, ns::ChlPush<'_>, ns::Cvq<'_>, ns::CvqReply<'_>, ns::Cvr<'_>, ns::CvrReply<'_>, ns::Inf,
        ns::InfReply<'_>, ns::Png, ns::Qng, ns::Qry<'_>, ns::QryReply, ns::Sbs<'_>, ns::Usr<'_>,
        ns::UsrReply<'_>,
    }
    record_sb_message: {
        sb::Ack, sb::Msg<'_>, sb::MsgPush<'_>, sb::Nak,
    }
    record_sb_session: {
        sb::Ans<'_>, sb::AnsReply, sb::Bye<'_>, sb::Cal<'_>, sb::CalReply<'_>, sb::Iro<'_>, sb::Joi<'_>,
        sb::Usr<'_>, sb::UsrReply<'_>,
    }
}
